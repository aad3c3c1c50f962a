using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Components;
using Portal.Data;
using Portal.Jobs;
using Portal.Parts;
using Portal.Products;
using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Protocol.Channels;
using Portal.Releases;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Channels;

public abstract partial class ChannelHttpSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private ReleaseSite _site = null!;

    private HttpClient Admin => _site.Admin;

    public async Task InitializeAsync()
    {
        _site = await ReleaseSite.StartAsync(provider);
        await _site.ReleaseAsync("1.0");
        await Admin.MakeAsync("stable");
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task A_change_needs_the_tag_of_what_was_looked_at()
    {
        var tag = await Admin.TagAsync("stable");
        Assert.Matches("^\"2-[0-9a-f]{12}\"$", tag);

        foreach (var none in (string?[])[null, "*", "\"nonsense\""])
        {
            await (
                await Admin.PromoteAsync("stable", new("1.0", Comment: "first"), none)
            ).ProblemAsync(HttpStatusCode.PreconditionRequired, "channel.if-match-missing");
        }

        var untold = await Admin.PromoteAsync("stable", new("1.0"), tag);
        await untold.ProblemAsync(HttpStatusCode.UnprocessableEntity, "channel.invalid");
        var promoted = await Admin.PromoteAsync("stable", new("1.0", Comment: "first"), tag);
        Assert.Equal("1.0", (await promoted.ReadAsync<ChannelWire>()).Release?.Version);
        Assert.Equal(promoted.Headers.ETag!.ToString(), await Admin.TagAsync("stable"));
        await (await Admin.PromoteAsync("stable", new("1.0", 50, "second"), tag)).ProblemAsync(
            HttpStatusCode.PreconditionFailed,
            "channel.changed"
        );
    }

    [Fact]
    public async Task Every_unmet_gate_is_a_finding_of_one_answer()
    {
        await _site.ReleaseAsync("1.1", wait: true);
        await _site.YankAsync("agent", "1.0", "crashes");
        await Admin.MakeAsync("testing", follows: "stable");

        var refused = await Admin.PromoteAsync(
            "testing",
            new("1.1", Comment: "try"),
            await Admin.TagAsync("testing")
        );

        var problem = await refused.ProblemAsync(HttpStatusCode.Conflict, "channel.gates-unmet");
        Assert.Equal(
            ["gate.not-ready", "gate.yanked", "gate.order"],
            problem.Findings!.Select(f => f.Rule)
        );
        Assert.Contains("crashes", problem.Findings![1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_has_it_already_gets_304_and_a_withdrawal_changes_the_tag()
    {
        await Admin.PromoteAsync("stable", "1.0");
        var tag = await _site.Anonymous.TagAsync("stable");
        Assert.Equal(HttpStatusCode.NotModified, await PollAsync(tag));

        await (
            await Admin.PostAsync(
                "/api/v1/products/tools/releases/1.0/withdraw",
                Http.Json("""{"reason":"loses disks"}""")
            )
        ).ReadAsync<Protocol.Releases.ReleaseWire>();
        await _site.Portal.Get<ChannelBoard>().RefreshAsync(default);

        Assert.Equal(HttpStatusCode.OK, await PollAsync(tag));
        var shown = await (
            await _site.Anonymous.GetAsync($"{ChannelSite.Api}/stable")
        ).ReadAsync<ChannelWire>();
        Assert.Equal(["tools 1.0 was withdrawn: loses disks"], shown.Warnings);
        Assert.Equal("withdrawn", shown.Release!.State);
    }

    [Fact]
    public async Task Whoever_is_about_to_withdraw_a_release_sees_which_channels_point_to_it()
    {
        await Admin.PromoteAsync("stable", "1.0");
        foreach (var path in (string[])["", "/withdraw"])
        {
            Assert.Contains(
                "The channel stable points to it.",
                Pages.Text(await Admin.PageAsync($"/products/tools/releases/1.0{path}")),
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task A_change_of_another_node_is_seen_without_a_restart()
    {
        // Another node has a memory of its own, and the same database.
        var portal = _site.Portal;
        var factory = portal.Get<IDbContextFactory<PortalDb>>();
        using var memory = new ChannelBoard(factory, portal.Get<ComponentYanks>());
        var node = new ChannelPromotions(
            new ChannelChange(factory, memory, portal.Get<WorkNudge>(), TimeProvider.System),
            portal.Get<ChannelGates>(),
            portal.Get<ChannelHistory>(),
            TimeProvider.System
        );
        await node.PromoteAsync(
            Caller.System,
            "tools",
            "stable",
            "1.0",
            100,
            null,
            2,
            "elsewhere",
            default
        );

        var here = portal.Get<ChannelBoard>();
        for (
            var tries = 0;
            (await here.FindAsync("tools", "stable", default))!.Release is null;
            tries++
        )
        {
            Assert.True(tries < 1200, "In vain: the other node's promotion is seen");
            await Task.Delay(100);
        }
    }

    [Fact]
    public async Task Rollouts_are_held_and_taken_back_and_the_history_tells_it_page_by_page()
    {
        await _site.ReleaseAsync("1.1");
        await Admin.PromoteAsync("stable", "1.0");
        await Admin.PromoteAsync("stable", "1.1", 20);
        foreach (var deed in (string[])["pause", "resume", "halt", "rollback", "undo"])
        {
            await (await Admin.DoAsync("stable", deed)).ReadAsync<ChannelWire>();
        }

        await (await Admin.DoAsync("stable", "rollback")).ProblemAsync(
            HttpStatusCode.Conflict,
            "channel.rollout-state"
        );
        var page = await (
            await _site.Anonymous.GetAsync($"{ChannelSite.Api}/stable/history?limit=5")
        ).ReadAsync<PageWire<PromotionWire>>();
        var rest = await (
            await _site.Anonymous.GetAsync(
                $"{ChannelSite.Api}/stable/history?limit=5&cursor={page.Next}"
            )
        ).ReadAsync<PageWire<PromotionWire>>();
        Assert.Equal(
            ["undo", "rollback", "halt", "resume", "pause", "promote", "promote", "create"],
            page.Items.Concat(rest.Items).Select(p => p.Action)
        );
        Assert.All(page.Items, p => Assert.Equal(("admin", "because"), (p.By, p.Comment)));
    }

    [Fact]
    public async Task What_the_page_says_to_paste_fetches_the_promoted_image_with_gpgv_alone()
    {
        await Admin.PromoteAsync("stable", "1.0");
        await _site.Portal.SignAsync();
        var page = await _site.Anonymous.PageAsync("/products/tools/channels/stable");
        var script = WebUtility.HtmlDecode(Script().Match(page).Groups["text"].Value);
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder["work"]);

        Assert.Equal(0, await ShellAsync(folder["work"], KeyScript));
        Assert.Equal(0, await ShellAsync(folder["work"], script));

        Assert.Equal(
            await _site.Anonymous.GetByteArrayAsync("/download/tools/1.0/tools-1.0.iso"),
            await File.ReadAllBytesAsync(Path.Combine(folder["work"], "tools-1.0.iso"))
        );

        // Once it is withdrawn the same script takes nothing.
        await Admin.PostAsync(
            "/api/v1/products/tools/releases/1.0/withdraw",
            Http.Json("""{"reason":"loses disks"}""")
        );
        await _site.Portal.SignAsync();
        Assert.NotEqual(0, await ShellAsync(folder["work"], script));
    }

    [Fact]
    public async Task A_file_that_was_altered_is_refused_by_the_same_commands()
    {
        await Admin.PromoteAsync("stable", "1.0");
        await _site.Portal.SignAsync();
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder["work"]);
        Assert.Equal(0, await ShellAsync(folder["work"], KeyScript));
        foreach (var file in (string[])["RELEASE", "RELEASE.asc"])
        {
            await File.WriteAllBytesAsync(
                Path.Combine(folder["work"], file),
                await _site.Anonymous.GetByteArrayAsync($"/download/tools/stable/{file}")
            );
        }

        const string Verify = "gpgv --keyring ./tools.gpg RELEASE.asc RELEASE";
        Assert.Equal(0, await ShellAsync(folder["work"], Verify));
        Assert.NotEqual(
            0,
            await ShellAsync(folder["work"], $"sed -i s/1.0/1.1/ RELEASE; {Verify}")
        );
    }

    [Fact]
    public async Task The_files_of_a_channel_are_there_once_something_is_let_out_to_all()
    {
        await (await _site.Anonymous.GetAsync("/download/tools/stable/RELEASE")).ProblemAsync(
            HttpStatusCode.NotFound,
            "channel.nothing-let-out"
        );
        await Admin.PromoteAsync("stable", "1.0", 30);
        await (await _site.Anonymous.GetAsync("/download/tools/stable/tools.iso")).ProblemAsync(
            HttpStatusCode.NotFound,
            "channel.nothing-let-out"
        );
        await Admin.PromoteAsync("stable", "1.0");

        var unsigned = await _site.Anonymous.GetAsync("/download/tools/stable/RELEASE");
        await unsigned.ProblemAsync(HttpStatusCode.ServiceUnavailable, "channel.not-signed");
        Assert.True(unsigned.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        var iso = await _site.Anonymous.GetAsync("/download/tools/stable/tools.iso");
        Assert.Equal(HttpStatusCode.Redirect, iso.StatusCode);
        Assert.Equal("/download/tools/1.0/tools-1.0.iso", Pages.LeadsTo(iso));
        await (await _site.Anonymous.GetAsync("/download/tools/stable/nothing")).ProblemAsync(
            HttpStatusCode.NotFound,
            "channel.no-such-file"
        );
        await (await _site.Anonymous.GetAsync("/download/tools/testing/RELEASE")).ProblemAsync(
            HttpStatusCode.NotFound,
            "channel.not-found"
        );
    }

    [Fact]
    public async Task The_pin_names_the_image_exactly()
    {
        await Admin.PromoteAsync("stable", "1.0");
        var text = await _site.Anonymous.GetStringAsync("/download/tools/stable/tools.pin");
        var (pin, findings) = PinFile.Parse(text, "tools.pin");

        Assert.Empty(findings);
        var bytes = await _site.Anonymous.GetByteArrayAsync(pin!.Urls.Single());
        Assert.Equal(
            ("tools", "stable", "1.0", bytes.LongLength, Digest.Of(bytes)),
            (pin.Product, pin.Channel, pin.Version, pin.Length, pin.Sha256)
        );
    }

    [Fact]
    public async Task The_plain_index_lists_channels_and_uscan_finds_what_a_channel_hands_out()
    {
        await _site.ReleaseAsync("1.1");
        await Admin.PromoteAsync("stable", "1.0");
        await _site.Portal.SignAsync();

        Assert.Contains(
            "href=\"stable/\"",
            await _site.Anonymous.PageAsync("/download/tools/"),
            StringComparison.Ordinal
        );
        var index = await _site.Anonymous.PageAsync("/download/tools/stable/");
        var page = await _site.Anonymous.PageAsync("/products/tools/channels/stable");
        var watch = WebUtility.HtmlDecode(Watch().Match(page).Groups["text"].Value).TrimEnd();
        var line = watch.Split('\n')[^1].Trim().Split(' ');
        Assert.Equal($"{_site.Portal.Address}download/tools/stable/", line[0]);
        Assert.Equal(
            ["1.0"],
            Href()
                .Matches(index)
                .Select(m => Regex.Match(m.Groups["href"].Value, $"^{line[1]}$"))
                .Where(m => m.Success)
                .Select(m => m.Groups[1].Value)
        );
        Assert.Equal(
            HttpStatusCode.MovedPermanently,
            (await _site.Anonymous.GetAsync("/download/tools/stable")).StatusCode
        );
    }

    [Fact]
    public async Task A_retired_channel_answers_410_at_its_files_and_still_says_what_it_was()
    {
        await Admin.PromoteAsync("stable", "1.0");
        await _site.Portal.SignAsync();
        await (await Admin.DoAsync("stable", "retire")).ReadAsync<ChannelWire>();

        foreach (var file in (string[])["", "RELEASE", "RELEASE.asc", "tools.pin", "tools.iso"])
        {
            await (await _site.Anonymous.GetAsync($"/download/tools/stable/{file}")).ProblemAsync(
                HttpStatusCode.Gone,
                "channel.retired"
            );
        }

        var shown = await (
            await _site.Anonymous.GetAsync($"{ChannelSite.Api}/stable")
        ).ReadAsync<ChannelWire>();
        Assert.Equal(("retired", "1.0"), (shown.State, shown.Release?.Version));
    }

    [Fact]
    public async Task A_distro_makes_its_channel_and_nobody_else_promotes_it()
    {
        await (
            await Admin.PostAsync("/api/v1/distros", new DistroCreateWire("debian", "Debian"))
        ).ReadAsync<DistroWire>();
        var maintainer = await _site.Portal.SignedInAsync(
            "jan",
            new Grant(Roles.DistroMaintainer, "debian")
        );
        var manager = await _site.Portal.SignedInAsync(
            "mia",
            new Grant(Roles.ReleaseManager, "tools")
        );
        await maintainer.MakeAsync("debian-12", "debian");

        Assert.Equal("1.0", (await maintainer.PromoteAsync("debian-12", "1.0")).Release?.Version);
        await (
            await manager.PromoteAsync(
                "debian-12",
                new("1.0", Comment: "mine"),
                await manager.TagAsync("debian-12")
            )
        ).ProblemAsync(HttpStatusCode.Forbidden, "channel.forbidden");
        var distros = await (await _site.Anonymous.GetAsync("/api/v1/distros")).ReadAsync<
            PageWire<DistroWire>
        >();
        Assert.Equal(["tools/debian-12"], distros.Items.Single().Channels);
    }

    [Fact]
    public async Task The_feed_tells_each_change_and_that_the_release_was_withdrawn()
    {
        await Admin.PromoteAsync("stable", "1.0", 10);
        await Admin.PromoteAsync("stable", "1.0");
        await Admin.PostAsync(
            "/api/v1/products/tools/releases/1.0/withdraw",
            Http.Json("""{"reason":"loses disks"}""")
        );
        await _site.Portal.Get<ChannelBoard>().RefreshAsync(default);

        var feed = await _site.Anonymous.GetStringAsync(
            "/products/tools/channels/stable/feed.atom"
        );

        AtomRules.Read(feed);
        foreach (
            var title in (string[])
                [
                    "tools 1.0, to which stable points, was withdrawn",
                    "tools stable: 1.0 to 100 %",
                    "tools stable: nothing → 1.0 at 10 %",
                    "tools stable: made",
                ]
        )
        {
            Assert.Contains(title, feed, StringComparison.Ordinal);
        }
    }

    private async Task<HttpStatusCode> PollAsync(string tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{ChannelSite.Api}/stable");
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(tag));
        return (await _site.Anonymous.SendAsync(request)).StatusCode;
    }

    private string KeyScript =>
        $"curl -fsS {_site.Portal.Address}keys/openpgp.asc | gpg --dearmor > tools.gpg";

    private static async Task<int> ShellAsync(string folder, string script)
    {
        var start = new ProcessStartInfo("sh")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["GNUPGHOME"] = folder, ["no_proxy"] = "127.0.0.1" },
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    [GeneratedRegex(
        "aria-label=\"commands to follow the channel with gpgv\">(?<text>[^<]+)<",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Script();

    [GeneratedRegex("aria-label=\"debian/watch\">(?<text>[^<]+)<", RegexOptions.ExplicitCapture)]
    private static partial Regex Watch();

    [GeneratedRegex("<li><a href=\"(?<href>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex Href();
}

public sealed class ChannelHttpSuite_Sqlite() : ChannelHttpSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class ChannelHttpSuite_PostgreSql() : ChannelHttpSuite(DatabaseProvider.PostgreSql);
