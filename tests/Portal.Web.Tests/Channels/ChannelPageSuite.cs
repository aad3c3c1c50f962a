using System.Net;
using Portal.Access;
using Portal.Data;
using Portal.Products;
using Portal.Protocol.Access;
using Portal.Protocol.Releases;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Channels;

public abstract class ChannelPageSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private const string Stable = "/products/tools/channels/stable";

    private TestPortal _portal = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync(
            provider,
            new TestPortalOptions(new Dictionary<string, string> { ["Jobs:Enabled"] = "false" })
        );
        await _portal
            .Shelf()
            .Project("qemu")
            .Component("qemu", "agent")
            .Version("agent", "1")
            .Version("agent", "2", 1, changes: "- fixes **snapshots**")
            .Version("agent", "3", 2, yanked: "crashes <on> start")
            .Product("tools")
            .Release("tools", "4.2", 1, components: [("agent", "1")])
            .Release("tools", "4.3", 2, components: [("agent", "2")])
            .Release("tools", "4.4", 3, components: [("agent", "3")])
            .Release("tools", "4.1", 4, ReleaseStates.Withdrawn, components: [("agent", "1")])
            .SaveAsync();
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task Without_channels_the_page_says_how_the_first_is_made()
    {
        var page = await _portal.Anonymous().PageAsync("/products/tools/channels");
        Assert.Contains("gtp channel create tools stable", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/channels/new", page, StringComparison.Ordinal);
        Assert.Contains(
            "href=\"/products/tools/channels/new\"",
            await _portal.Admin().PageAsync("/products/tools/channels"),
            StringComparison.Ordinal
        );
        await _portal.Anonymous().PageAsync(Stable, HttpStatusCode.NotFound);
        await _portal.Anonymous().PageAsync("/products/none/channels", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_channel_is_made_promoted_let_out_and_taken_back_by_forms()
    {
        var admin = _portal.Admin();
        var made = await admin.SubmitAsync(
            "/products/tools/channels/new",
            ("Form.Name", "stable"),
            ("Form.Owner", "")
        );
        Assert.Equal(Stable, Pages.LeadsTo(made));
        foreach (var (version, percent) in ((string, string)[])[("4.2", "100"), ("4.3", "20")])
        {
            var promoted = await admin.SubmitAsync(
                $"{Stable}/promote?release={version}",
                ("Form.Percent", percent),
                ("Form.Comment", $"to {version} <now>")
            );
            Assert.Equal(Stable, Pages.LeadsTo(promoted));
        }

        var page = await _portal.Anonymous().PageAsync(Stable);
        var text = Pages.Text(page);
        Assert.Contains("20 % let out", text, StringComparison.Ordinal);
        Assert.Contains("Before it 4.2", text, StringComparison.Ordinal);
        Assert.Contains("who is new takes 4.2", text, StringComparison.Ordinal);
        Assert.Contains("4.2 → 4.3 at 20 %", text, StringComparison.Ordinal);
        Assert.Contains("to 4.3 &lt;now&gt;", page, StringComparison.Ordinal);
        Assert.Contains("width=\"20%\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/do/undo", page, StringComparison.Ordinal);
        Assert.Contains("/do/undo", await admin.PageAsync(Stable), StringComparison.Ordinal);

        var undone = await admin.SubmitAsync($"{Stable}/do/undo", ("Form.Comment", "loses disks"));
        Assert.Equal(Stable, Pages.LeadsTo(undone));
        text = Pages.Text(await _portal.Anonymous().PageAsync(Stable));
        Assert.Contains("4.3 → 4.2, undone", text, StringComparison.Ordinal);
        Assert.Contains("Let out to all", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_next_is_shown_with_what_it_changes_and_what_stands_in_the_way()
    {
        await _portal.Admin().MakeAsync("stable");
        await _portal.Admin().PromoteAsync("stable", "4.2");

        var page = await _portal.Anonymous().PageAsync(Stable);

        var text = Pages.Text(page);
        Assert.Contains("Next: 4.4", text, StringComparison.Ordinal);
        Assert.Contains("1 gate not met", text, StringComparison.Ordinal);
        Assert.Contains("crashes &lt;on&gt; start", page, StringComparison.Ordinal);
        Assert.Contains("1 → 3", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_form_says_what_stands_in_the_way_before_anything_is_sent()
    {
        var admin = _portal.Admin();
        await admin.MakeAsync("stable");
        var path = $"{Stable}/promote";

        var chosen = await admin.PageAsync($"{path}?release=4.1");
        Assert.Contains(
            "4.1 cannot be promoted: 1 gate not met",
            Pages.Text(chosen),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("Form.Comment", chosen, StringComparison.Ordinal);
        Assert.Contains("4.1 (withdrawn)", chosen, StringComparison.Ordinal);

        var good = await admin.PageAsync($"{path}?release=4.3");
        Assert.Contains("Form.Comment", good, StringComparison.Ordinal);
        var refused = await admin.SubmitAsync(
            $"{path}?release=4.3",
            ("Form.Percent", "many"),
            ("Form.Comment", ""),
            ("Form.Due", "never")
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var problems = await refused.Content.ReadAsStringAsync();
        Assert.Contains("href=\"#due\"", problems, StringComparison.Ordinal);
        Assert.Contains("href=\"#percent\"", problems, StringComparison.Ordinal);
        refused = await admin.SubmitAsync(
            $"{path}?release=4.3",
            ("Form.Percent", "100"),
            ("Form.Comment", "")
        );
        Assert.Contains(
            "href=\"#comment\"",
            await refused.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Somebody_who_was_slower_is_told_and_nothing_is_overwritten()
    {
        var admin = _portal.Admin();
        await admin.MakeAsync("stable");
        var slower = await admin.SubmitAsync(
            $"{Stable}/promote?release=4.2",
            ("Form.Percent", "100"),
            ("Form.Comment", "late"),
            ("Form.Revision", "1")
        );

        Assert.Equal(HttpStatusCode.PreconditionFailed, slower.StatusCode);
        Assert.Contains(
            "Somebody else changed the channel",
            await slower.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "points to nothing yet",
            Pages.Text(await admin.PageAsync(Stable)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_withdrawn_release_is_told_on_each_page_that_leads_to_it()
    {
        var admin = _portal.Admin();
        await admin.MakeAsync("stable");
        await admin.PromoteAsync("stable", "4.2");
        await admin.PostAsync(
            "/api/v1/products/tools/releases/4.2/withdraw",
            Http.Json("""{"reason":"loses disks"}""")
        );
        await _portal.Get<ChannelBoard>().RefreshAsync(default);

        var text = Pages.Text(await _portal.Anonymous().PageAsync(Stable));
        Assert.Contains("tools 4.2 was withdrawn: loses disks", text, StringComparison.Ordinal);
        foreach (var path in (string[])["/products/tools", "/products/tools/channels"])
        {
            Assert.Contains(
                "Points to a withdrawn release",
                Pages.Text(await _portal.Anonymous().PageAsync(path)),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task The_start_page_offers_what_stable_hands_out_and_until_then_the_newest()
    {
        var client = _portal.Anonymous();
        Assert.Contains(
            "Download 4.4",
            Pages.Text(await client.PageAsync("/")),
            StringComparison.Ordinal
        );

        await _portal.Admin().MakeAsync("stable");
        await _portal.Admin().PromoteAsync("stable", "4.2");
        await _portal.Admin().PromoteAsync("stable", "4.3", 10);

        var page = await client.PageAsync("/?use=script");
        Assert.Contains("Download 4.2", Pages.Text(page), StringComparison.Ordinal);
        Assert.Contains(
            "channels/stable | jq -r .handedOut.version",
            WebUtility.HtmlDecode(page),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Whoever_may_not_promote_is_told_and_offered_nothing()
    {
        await _portal.Admin().MakeAsync("stable");
        await _portal.Admin().PromoteAsync("stable", "4.2");
        var nobody = await _portal.SignedInAsync("nobody");

        foreach (var path in (string[])["promote", "do/undo", "do/halt", "settings"])
        {
            Assert.Contains(
                "channel.forbidden",
                await nobody.PageAsync($"{Stable}/{path}", HttpStatusCode.Forbidden),
                StringComparison.Ordinal
            );
        }

        await nobody.PageAsync("/products/tools/channels/new", HttpStatusCode.Forbidden);
        Assert.DoesNotContain("/promote", await nobody.PageAsync(Stable), StringComparison.Ordinal);
        await _portal.Admin().PageAsync($"{Stable}/do/nonsense", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Settings_are_kept_and_wrong_ones_stand_at_their_fields()
    {
        var admin = _portal.Admin();
        await admin.MakeAsync("stable");
        var saved = await admin.SubmitAsync(
            $"{Stable}/settings",
            ("Form.Minimum", "4.2"),
            ("Form.Floor", "4.0"),
            ("Form.Comment", "a hole below")
        );
        Assert.Equal(Stable, Pages.LeadsTo(saved));
        var text = Pages.Text(await admin.PageAsync(Stable));
        Assert.Contains(
            "Hosts older than 4.2 pass through 4.2 first",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("Never older than 4.0", text, StringComparison.Ordinal);

        var refused = await admin.SubmitAsync(
            $"{Stable}/settings",
            ("Form.Minimum", "9.9"),
            ("Form.Floor", "x y"),
            ("Form.Comment", "")
        );
        var html = await refused.Content.ReadAsStringAsync();
        foreach (var field in (string[])["minimum", "floor"])
        {
            Assert.Contains($"id=\"e-{field}\"", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_distros_page_shows_what_it_pins_and_what_is_newer()
    {
        var admin = _portal.Admin();
        var made = await admin.SubmitAsync(
            "/distros/new",
            ("Form.Name", "debian"),
            ("Form.Title", "Debian")
        );
        Assert.Equal("/distros/debian", Pages.LeadsTo(made));
        var maintainer = await _portal.SignedInAsync(
            "jan",
            new Grant(Roles.DistroMaintainer, "debian")
        );
        var channel = await maintainer.SubmitAsync(
            "/products/tools/channels/new",
            ("Form.Name", "debian-12"),
            ("Form.Owner", "debian")
        );
        Assert.Equal("/products/tools/channels/debian-12", Pages.LeadsTo(channel));
        await maintainer.PromoteAsync("debian-12", "4.2");

        var text = Pages.Text(await _portal.Anonymous().PageAsync("/distros/debian"));
        Assert.Contains("tools debian-12 4.2 Let out to all 4.4", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Maintainers", text, StringComparison.Ordinal);
        Assert.Contains(
            "jan",
            Pages.Text(await maintainer.PageAsync("/distros/debian")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "debian-12",
            await _portal.Anonymous().PageAsync("/distros"),
            StringComparison.Ordinal
        );
        await _portal.Anonymous().PageAsync("/distros/arch", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_retired_channel_tells_its_history_and_offers_nothing()
    {
        var admin = _portal.Admin();
        await admin.MakeAsync("stable");
        await admin.PromoteAsync("stable", "4.2");
        var retired = await admin.SubmitAsync($"{Stable}/do/retire", ("Form.Comment", "no more"));
        Assert.Equal(Stable, Pages.LeadsTo(retired));

        var page = await admin.PageAsync(Stable);
        Assert.Contains("Retired", Pages.Text(page), StringComparison.Ordinal);
        Assert.Contains("no more", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/do/", page, StringComparison.Ordinal);
        Assert.DoesNotContain("How to follow", page, StringComparison.Ordinal);
    }
}

public sealed class ChannelPageSuite_Sqlite() : ChannelPageSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class ChannelPageSuite_PostgreSql() : ChannelPageSuite(DatabaseProvider.PostgreSql);
