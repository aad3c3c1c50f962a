using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Channels;
using Portal.Data;
using Portal.Products;
using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Protocol.Hosts;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Hosts;

public abstract class HostHttpSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private const string Tokens = "/api/v1/products/tools/fleet-tokens";
    private const string Counts = "/api/v1/products/tools/hosts";
    private const string Page = "/products/tools/hosts";

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
            .Product("tools")
            .Release("tools", "4.2", 1, components: [("agent", "1")])
            .Release("tools", "4.3", 2, components: [("agent", "1")])
            .SaveAsync();
        await _portal.Admin().MakeAsync("stable");
        await _portal.Admin().PromoteAsync("stable", "4.3");
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task A_token_is_shown_once_and_turns_into_a_host_that_is_counted_once()
    {
        var token = await TokenAsync();
        using var host = new ReportingHost();
        var anonymous = _portal.Anonymous();

        var enrolled = await host.EnrollAsync(anonymous, token);
        Assert.Equal(HttpStatusCode.Created, enrolled.StatusCode);
        Assert.Equal("tools", (await enrolled.ReadAsync<EnrolledWire>()).Product);
        Assert.Equal(HttpStatusCode.OK, (await host.EnrollAsync(anonymous, token)).StatusCode);
        var report = Holding(host, "4.2");
        Assert.True((await TakenAsync(host, report)).IsNew);
        Assert.False((await TakenAsync(host, report)).IsNew);
        var older = report with { Id = Guid.NewGuid(), Time = report.Time.AddMinutes(-1) };
        await (await host.ReportAsync(anonymous, older)).ProblemAsync(
            HttpStatusCode.Conflict,
            "report.older"
        );

        var counts = await (await _portal.Admin().GetAsync(Counts)).ReadAsync<HostCountsWire>();
        Assert.Equal((1, 1), (counts.Hosts, counts.Behind));
        Assert.Equal(
            new HostGroupWire("stable", "4.2", HostStandings.Behind, 1, 0, 0),
            Assert.Single(counts.Now)
        );
        var listed = await (await _portal.Admin().GetAsync(Tokens)).Content.ReadAsStringAsync();
        Assert.Contains("\"hosts\":1", listed, StringComparison.Ordinal);
        Assert.DoesNotContain(token, listed, StringComparison.Ordinal);
        Assert.DoesNotContain(
            _portal.Log.Lines,
            line => line.Contains(token, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_a_host_does_wrong_is_answered_by_a_stable_code()
    {
        var anonymous = _portal.Anonymous();
        using var host = new ReportingHost();
        await (await host.EnrollAsync(anonymous, "gtf_nothing")).ProblemAsync(
            HttpStatusCode.Unauthorized,
            "fleet.token-refused"
        );
        await (await host.ReportAsync(anonymous, Holding(host, "4.2"))).ProblemAsync(
            HttpStatusCode.Unauthorized,
            "host.not-enrolled"
        );
        await (await anonymous.PostAsync("/api/v1/reports", Http.Json("{}"))).ProblemAsync(
            HttpStatusCode.BadRequest,
            "request.invalid-parameter"
        );
        await host.EnrollAsync(anonymous, await TokenAsync());
        using var other = new ReportingHost("other");
        await (await other.EnrollAsync(anonymous, await TokenAsync())).ProblemAsync(
            HttpStatusCode.Forbidden,
            "host.other-fleet"
        );
        foreach (
            var (body, status, code) in ((string, HttpStatusCode, string)[])
                [
                    ("{", HttpStatusCode.BadRequest, "request.invalid-json"),
                    ("{\"guests\":3}", HttpStatusCode.BadRequest, "request.invalid-json"),
                    (
                        new string(' ', 20_000),
                        HttpStatusCode.RequestEntityTooLarge,
                        "request.too-large"
                    ),
                ]
        )
        {
            await (await host.ReportAsync(anonymous, Encoding.UTF8.GetBytes(body))).ProblemAsync(
                status,
                code
            );
        }

        var problem = await (
            await host.ReportAsync(anonymous, Holding(host, "4.2") with { Channel = "none" })
        ).ProblemAsync(HttpStatusCode.UnprocessableEntity, "report.invalid");
        Assert.Equal("channel", Assert.Single(problem.Findings!).Path);
    }

    [Fact]
    public async Task An_altered_report_is_refused_and_whoever_guesses_waits()
    {
        await using var strict = await TestPortal.StartAsync(
            options: new(new Dictionary<string, string> { ["Limits:FailedSignInsPerMinute"] = "2" })
        );
        using var host = new ReportingHost();
        for (var i = 0; i < 2; i++)
        {
            var guess = await host.EnrollAsync(strict.Anonymous(), $"gtf_guess{i}");
            Assert.Equal(HttpStatusCode.Unauthorized, guess.StatusCode);
        }

        var blocked = await host.EnrollAsync(strict.Anonymous(), "gtf_guess");
        await blocked.ProblemAsync(HttpStatusCode.TooManyRequests, "request.too-many");
        Assert.NotNull(blocked.Headers.RetryAfter);
    }

    [Fact]
    public async Task Counts_and_tokens_are_for_members_alone()
    {
        var manager = await _portal.SignedInAsync("ada", new Grant(Roles.ReleaseManager, "tools"));
        var nobody = await _portal.SignedInAsync("eve");
        foreach (var path in (string[])[Counts, Tokens])
        {
            Assert.Equal(HttpStatusCode.OK, (await manager.GetAsync(path)).StatusCode);
            await (await nobody.GetAsync(path)).ProblemAsync(
                HttpStatusCode.Forbidden,
                "fleet.forbidden"
            );
            Assert.Equal(
                HttpStatusCode.Unauthorized,
                (await _portal.Anonymous().GetAsync(path)).StatusCode
            );
        }

        await nobody.PageAsync(Page, HttpStatusCode.Forbidden);
        Assert.Contains(
            $"href=\"{Page}\"",
            await manager.PageAsync("/products/tools"),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            Page,
            await _portal.Anonymous().PageAsync("/products/tools"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"href=\"{Page}?channel=stable\"",
            await manager.PageAsync("/products/tools/channels/stable"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_page_says_how_to_begin_and_then_who_holds_what()
    {
        var admin = _portal.Admin();
        var empty = Pages.Text(await admin.PageAsync(Page));
        Assert.Contains("No host has reported", empty, StringComparison.Ordinal);
        Assert.Contains("gtp host token create tools", empty, StringComparison.Ordinal);

        var token = await TokenAsync();
        foreach (
            var (version, error) in ((string, string?)[])
                [("4.2", "cli.host.download"), ("4.3", null), ("4.3", null)]
        )
        {
            using var host = new ReportingHost();
            await host.EnrollAsync(_portal.Anonymous(), token);
            await TakenAsync(host, Holding(host, version) with { Error = error });
        }

        var first = Pages.Text(await admin.PageAsync(Page));
        Assert.Contains("one day of counts", first, StringComparison.Ordinal);
        await YesterdayAsync();
        var html = await admin.PageAsync($"{Page}?channel=stable");
        var text = Pages.Text(html);
        Assert.Contains("3 in the last 30 days", text, StringComparison.Ordinal);
        Assert.Contains("cli.host.download 1", text, StringComparison.Ordinal);
        Assert.Contains("behind", text, StringComparison.Ordinal);
        Assert.Contains("aria-label=\"Hosts by version since", html, StringComparison.Ordinal);
        Assert.Contains("Now: 2 4.3, 1 4.2.", html, StringComparison.Ordinal);
        await admin.PageAsync($"{Page}?channel=none", HttpStatusCode.NotFound);
        await admin.PageAsync("/products/none/hosts", HttpStatusCode.NotFound);
    }

    private static ReportWire Holding(ReportingHost host, string version) =>
        host.Holding(version, Shelf.ImageOf("tools", version), TimeProvider.System.GetUtcNow());

    private async Task<string> TokenAsync()
    {
        var made = await _portal.Admin().PostAsync(Tokens, new FleetTokenCreateWire("rack 4"));
        Assert.Equal("no-store", made.Headers.CacheControl?.ToString());
        return (await made.ReadAsync<FleetTokenCreatedWire>()).Token;
    }

    private async Task<ReportTakenWire> TakenAsync(ReportingHost host, ReportWire report) =>
        await (await host.ReportAsync(_portal.Anonymous(), report)).ReadAsync<ReportTakenWire>();

    private async Task YesterdayAsync()
    {
        await using var db = await _portal
            .Get<IDbContextFactory<PortalDb>>()
            .CreateDbContextAsync();
        db.Add(
            new HostCount
            {
                Product = "tools",
                Day = DateOnly
                    .FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime)
                    .AddDays(-1),
                Channel = "stable",
                Version = "4.2",
                Hosts = 3,
            }
        );
        await db.SaveChangesAsync();
    }
}

public sealed class HostHttpSuite_Sqlite() : HostHttpSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class HostHttpSuite_PostgreSql() : HostHttpSuite(DatabaseProvider.PostgreSql);
