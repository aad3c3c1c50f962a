using System.Net;
using System.Net.Http.Json;
using Portal.Access;
using Portal.Channels;
using Portal.Data;
using Portal.Products;
using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Protocol.Advisories;
using Portal.Protocol.Releases;
using Portal.Releases;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Advisories;

/// <summary>Advisories by HTTP and on pages.</summary>
public abstract class AdvisoryHttpSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private const string Api = "/api/v1/components/agent/advisories";
    private const string Page = "/components/agent/advisories/CVE-2026-1234";
    private TestPortal _portal = null!;

    private HttpClient Anybody => _portal.Anonymous();

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
            .Version("agent", "2", 1)
            .Product("tools")
            .Release("tools", "4.2", 1, components: [("agent", "1")])
            .Release("tools", "4.3", 2, components: [("agent", "2")])
            .Release("tools", "4.1", 3, ReleaseStates.Withdrawn, components: [("agent", "1")])
            .Release("tools", "4.4", 0, ReleaseStates.Queued, components: [("agent", "1")])
            .Release("tools", "4.5", 0, ReleaseStates.Queued, components: [("agent", "2")])
            .SaveAsync();
        await _portal.Admin().MakeAsync("stable");
        await _portal.Admin().PromoteAsync("stable", "4.2");
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task It_is_published_read_by_everybody_and_changed_by_whoever_has_looked_at_it()
    {
        var made = await TellAsync();
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal($"{Api}/CVE-2026-1234", made.Headers.Location!.OriginalString);
        Assert.Equal(HttpStatusCode.OK, (await TellAsync()).StatusCode);

        var seen = await Anybody.GetAsync($"{Api}/CVE-2026-1234");
        Assert.Equal("\"1\"", seen.Headers.ETag!.Tag);
        var advisory = await seen.ReadAsync<AdvisoryWire>();
        Assert.Equal(("agent", "high"), (advisory.Component, advisory.Severity));
        Assert.Equal(["<2"], advisory.Affected);

        var update = new AdvisoryUpdateWire(["<2"], "critical", "worse", ["2"]);
        await (await PutAsync(update, null)).ProblemAsync(
            HttpStatusCode.PreconditionRequired,
            "advisory.if-match-missing"
        );
        await (await PutAsync(update, "\"9\"")).ProblemAsync(
            HttpStatusCode.PreconditionFailed,
            "advisory.changed"
        );
        var changed = await PutAsync(update, "\"1\"");
        Assert.Equal("\"2\"", changed.Headers.ETag!.Tag);
        Assert.Equal("critical", (await changed.ReadAsync<AdvisoryWire>()).Severity);
    }

    [Fact]
    public async Task What_carries_it_is_told_with_the_version_that_has_the_fix()
    {
        await TellAsync();

        var reach = await (
            await Anybody.GetAsync($"{Api}/CVE-2026-1234/reach?limit=1")
        ).ReadAsync<AdvisoryReachWire>();

        Assert.Equal(["1"], reach.Affected);
        Assert.Equal(["2"], reach.Fixed);
        Assert.Equal(
            new AffectedChannelWire("tools", "stable", "4.2", "1"),
            Assert.Single(reach.Channels)
        );
        Assert.Equal(3, reach.ReleaseCount);
        Assert.Equal(
            new AffectedReleaseWire("tools", "4.1", "withdrawn", "1", "2"),
            Assert.Single(reach.Releases.Items)
        );
        var rest = await (
            await Anybody.GetAsync(
                $"{Api}/CVE-2026-1234/reach?limit=1&cursor={reach.Releases.Next}"
            )
        ).ReadAsync<AdvisoryReachWire>();
        Assert.Equal("4.2", Assert.Single(rest.Releases.Items).Release);
        var carried = await (
            await Anybody.GetAsync("/api/v1/products/tools/releases/4.2/advisories")
        ).ReadAsync<PageWire<CarriedAdvisoryWire>>();
        Assert.Equal(("1", "2"), (carried.Items[0].Version, carried.Items[0].FixedIn));
        Assert.Empty(
            (
                await (
                    await Anybody.GetAsync("/api/v1/products/tools/releases/4.3/advisories")
                ).ReadAsync<PageWire<CarriedAdvisoryWire>>()
            ).Items
        );
    }

    [Fact]
    public async Task Lists_are_narrowed_by_component_and_id()
    {
        await TellAsync();
        foreach (
            var path in (string[])
                [
                    "/api/v1/advisories",
                    "/api/v1/advisories?id=cve-2026-1234",
                    "/api/v1/advisories?component=agent",
                    Api,
                ]
        )
        {
            Assert.Single(
                (await (await Anybody.GetAsync(path)).ReadAsync<PageWire<AdvisoryWire>>()).Items
            );
        }

        Assert.Empty(
            (
                await (await Anybody.GetAsync("/api/v1/advisories?id=CVE-2026-9999")).ReadAsync<
                    PageWire<AdvisoryWire>
                >()
            ).Items
        );
        await (await Anybody.GetAsync("/api/v1/components/none/advisories")).ProblemAsync(
            HttpStatusCode.NotFound,
            "component.not-found"
        );
        await (await Anybody.GetAsync($"{Api}/CVE-2026-9999")).ProblemAsync(
            HttpStatusCode.NotFound,
            "advisory.not-found"
        );
        await (await Anybody.GetAsync("/api/v1/products/tools/releases/9/advisories")).ProblemAsync(
            HttpStatusCode.NotFound,
            "release.not-found"
        );
    }

    [Fact]
    public async Task Every_page_of_what_carries_it_says_so_with_the_fix()
    {
        await TellAsync();
        var channel = Pages.Text(await Anybody.PageAsync("/products/tools/channels/stable"));
        Assert.Contains(
            "tools 4.2 is affected by CVE-2026-1234 (high)",
            channel,
            StringComparison.Ordinal
        );
        Assert.Contains("fixed in 2", channel, StringComparison.Ordinal);
        Assert.Contains(
            "CVE-2026-1234",
            await Anybody.PageAsync("/components/agent"),
            StringComparison.Ordinal
        );
        var page = await Anybody.PageAsync(Page);
        var shown = Pages.Text(page);
        Assert.Contains("Releases that carry it 3", shown, StringComparison.Ordinal);
        Assert.Contains("href=\"/products/tools/channels/stable\"", page, StringComparison.Ordinal);
        Assert.Contains("reads &lt;files&gt; of the host", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"{Page}/edit", page, StringComparison.Ordinal);
        Assert.Contains(
            "CVE-2026-1234",
            await Anybody.PageAsync("/advisories?id=CVE-2026-1234"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_pages_of_a_release_and_of_a_version_say_so_too()
    {
        await using var site = await ReleaseSite.StartAsync(provider);
        await site.ReleaseAsync("1.0");
        foreach (var (id, affected) in ((string, string)[])[("OWN-1", "<=1.0"), ("OWN-2", "<1.0")])
        {
            var told = await site.Admin.PostAsync(
                Api,
                new AdvisoryCreateWire(id, [affected], "critical", "takes over", ["1.1"])
            );
            Assert.Equal(HttpStatusCode.Created, told.StatusCode);
        }

        foreach (
            var (path, what) in ((string, string)[])
                [
                    ("/products/tools/releases/1.0", "tools 1.0"),
                    ("/components/agent/1.0", "agent 1.0"),
                ]
        )
        {
            var text = Pages.Text(await site.Anonymous.PageAsync(path));
            Assert.Contains(
                $"{what} is affected by OWN-1 (critical)",
                text,
                StringComparison.Ordinal
            );
            Assert.Contains("fixed in 1.1", text, StringComparison.Ordinal);
            Assert.DoesNotContain("OWN-2", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_maintainer_tells_changes_and_withdraws_by_forms()
    {
        var maintainer = await _portal.SignedInAsync(
            "mia",
            new Grant(Roles.ProjectMaintainer, "qemu")
        );
        Assert.Contains(
            "href=\"/components/agent/advisories/new\"",
            await maintainer.PageAsync("/components/agent"),
            StringComparison.Ordinal
        );
        var refused = await maintainer.SubmitAsync(
            "/components/agent/advisories/new",
            ("Form.Id", "x"),
            ("Form.Summary", ""),
            ("Form.Severity", "high"),
            ("Form.Affected", "<2 <"),
            ("Form.FixedIn", ""),
            ("Form.Link", "ftp://x")
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var problems = await refused.Content.ReadAsStringAsync();
        foreach (var field in (string[])["id", "affected", "summary", "link"])
        {
            Assert.Contains($"href=\"#{field}\"", problems, StringComparison.Ordinal);
        }

        var made = await maintainer.SubmitAsync(
            "/components/agent/advisories/new",
            ("Form.Id", "CVE-2026-1234"),
            ("Form.Summary", "reads files"),
            ("Form.Severity", "high"),
            ("Form.Affected", "<1\r\n>=1 <2"),
            ("Form.FixedIn", "2 3"),
            ("Form.Link", "")
        );
        Assert.Equal(Page, Pages.LeadsTo(made));

        var edit = $"{Page}/edit";
        var form = WebUtility.HtmlDecode(await maintainer.PageAsync(edit));
        Assert.Contains("<1\n>=1 <2", form, StringComparison.Ordinal);
        var changed = await maintainer.SubmitAsync(
            edit,
            ("Form.Summary", "reads files"),
            ("Form.Severity", "low"),
            ("Form.Affected", "<2"),
            ("Form.FixedIn", "2"),
            ("Form.Link", "")
        );
        Assert.Equal(Page, Pages.LeadsTo(changed));
        var withdrawn = await maintainer.SubmitAsync(
            $"{Page}/withdraw",
            ("Form.Reason", "not in our build")
        );
        Assert.Equal(Page, Pages.LeadsTo(withdrawn));
        Assert.Contains(
            "Withdrawn: nothing is affected by it",
            Pages.Text(await Anybody.PageAsync(Page)),
            StringComparison.Ordinal
        );

        var other = await _portal.SignedInAsync("sam", new Grant(Roles.ReleaseManager, "tools"));
        await other.PageAsync("/components/agent/advisories/new", HttpStatusCode.Forbidden);
        await other.PageAsync(edit, HttpStatusCode.Forbidden);
        await maintainer.PageAsync(
            "/components/agent/advisories/OWN-9/edit",
            HttpStatusCode.NotFound
        );
        await Anybody.PageAsync("/components/agent/advisories/OWN-9", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Without_any_the_list_says_how_the_first_is_made()
    {
        Assert.Contains(
            "gtp advisory add",
            await Anybody.PageAsync("/advisories"),
            StringComparison.Ordinal
        );
    }

    private Task<HttpResponseMessage> TellAsync() =>
        _portal
            .Admin()
            .PostAsync(
                Api,
                new AdvisoryCreateWire(
                    "CVE-2026-1234",
                    ["<2"],
                    "high",
                    "reads <files> of the host",
                    ["2"],
                    "https://example.org/CVE-2026-1234"
                )
            );

    private async Task<HttpResponseMessage> PutAsync(AdvisoryUpdateWire update, string? match)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"{Api}/CVE-2026-1234")
        {
            Content = JsonContent.Create(update, options: ProtocolJson.Strict),
        };
        if (match is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", match);
        }

        return await _portal.Admin().SendAsync(request);
    }
}

public sealed class SqliteAdvisoryHttpTests() : AdvisoryHttpSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlAdvisoryHttpTests() : AdvisoryHttpSuite(DatabaseProvider.PostgreSql);
