using System.Net;
using Portal.Data;
using Portal.Protocol;
using Portal.Protocol.Jobs;
using Portal.Protocol.Releases;
using Portal.Releases;
using Portal.Shell;

namespace Portal.Jobs;

public abstract class JobsPageSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private ReleaseSite _site = null!;

    public async Task InitializeAsync() => _site = await ReleaseSite.StartAsync(provider);

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Without_releases_the_page_says_what_belongs_there() =>
        Assert.Contains(
            "There are no jobs yet",
            await _site.Anonymous.GetStringAsync("/jobs"),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Jobs_are_listed_newest_first_and_by_state()
    {
        await _site.ReleaseAsync("1.0");
        var mend = await _site.DamageAsync("driver", "5", "bin/payload");
        await _site.ReleaseAsync("1.1");
        mend();
        await _site.ReleaseAsync("1.2", wait: true);
        var running = await _site.ReleaseAsync("1.3", wait: true);
        await _site.Portal.Get<ReleaseProgress>().BeginAsync(running.Id, default);

        Assert.Equal(["1.3", "1.2", "1.1", "1.0"], await ListAsync(""));
        Assert.Equal(["1.3"], await ListAsync("?state=running"));
        Assert.Equal(["1.2"], await ListAsync("?state=waiting"));
        Assert.Equal(["1.1"], await ListAsync("?state=failed"));
        Assert.Equal(["1.0"], await ListAsync("?state=done"));
        var first = await PageAsync("?limit=3");
        Assert.Equal(
            ["1.0"],
            (await PageAsync($"?limit=3&cursor={first.Next}")).Items.Select(j => j.Version)
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await _site.Anonymous.GetAsync("/api/v1/jobs?state=odd")).StatusCode
        );

        var html = await _site.Anonymous.GetStringAsync("/jobs");
        Assert.Contains("1 running, 1 waiting, 1 failed.", html, StringComparison.Ordinal);
        Assert.Contains("/products/tools/releases/1.1", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Run again", html, StringComparison.Ordinal);
        Assert.DoesNotContain("__RequestVerificationToken", html, StringComparison.Ordinal);
        var failed = await _site.Anonymous.GetStringAsync("/jobs?state=failed");
        Assert.DoesNotContain("/products/tools/releases/1.2", failed, StringComparison.Ordinal);

        var again = await ReleaseSite.SendFormAsync(
            _site.Admin,
            "/jobs",
            "rerun",
            ("job", "tools/1.1")
        );
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
        Assert.Equal(ReleaseStates.Queued, (await _site.FindAsync("1.1")).State);
        var twice = await ReleaseSite.SendFormAsync(
            _site.Admin,
            "/jobs",
            "rerun",
            ("job", "tools/1.1")
        );
        Assert.Equal(HttpStatusCode.Conflict, twice.StatusCode);
    }

    [Fact]
    public async Task An_attempt_that_was_killed_is_told_as_interrupted_when_the_next_begins()
    {
        var release = await _site.ReleaseAsync("1.0", wait: true);
        await _site.Portal.Get<ReleaseProgress>().BeginAsync(release.Id, default);

        await _site.AssembleAsync(release);

        var attempts = await _site.Portal.Get<JobAttempts>().ListAsync(release.Id, 10, default);
        Assert.Equal(
            [(2, AttemptOutcomes.Succeeded), (1, AttemptOutcomes.Interrupted)],
            attempts.Select(a => (a.Number, a.Outcome))
        );
        Assert.All(attempts, a => Assert.NotNull(a.EndedAt));
    }

    private async Task<IEnumerable<string>> ListAsync(string query) =>
        (await PageAsync(query)).Items.Select(j => j.Version);

    private async Task<PageWire<JobWire>> PageAsync(string query) =>
        await (await _site.Anonymous.GetAsync($"/api/v1/jobs{query}")).ReadAsync<
            PageWire<JobWire>
        >();
}

public sealed class JobsPageSuite_Sqlite() : JobsPageSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class JobsPageSuite_PostgreSql() : JobsPageSuite(DatabaseProvider.PostgreSql);
