using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Testing;

namespace Portal.Shell;

/// <summary>Our own mistakes: told to nobody outside, told in full to the log.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task What_nobody_foresaw_is_a_problem_without_a_detail_and_a_log_entry_with_its_trace()
    {
        await using var portal = await TestPortal.StartAsync();
        var factory = portal.Get<IDbContextFactory<PortalDb>>();
        await using (var db = await factory.CreateDbContextAsync())
        {
            await db.Database.ExecuteSqlRawAsync(
                "PRAGMA foreign_keys=OFF; DROP TABLE \"Projects\""
            );
        }

        var answer = await portal.Anonymous().GetAsync("/api/v1/projects");

        var problem = await answer.ProblemAsync(HttpStatusCode.InternalServerError, "internal");
        Assert.Null(problem.Detail);
        Assert.Contains(
            portal.Log.Lines,
            l =>
                l.Contains($"trace {problem.TraceId}", StringComparison.Ordinal)
                && l.Contains("no such table", StringComparison.Ordinal)
        );
        Assert.True(answer.Headers.Contains("Content-Security-Policy"));
    }

    [Fact]
    public async Task A_stopped_portal_gives_its_port_and_folder_back()
    {
        await using var portal = await TestPortal.StartAsync();

        await portal.StopAsync();

        using var free = DataFolder.Open(portal.Data);
        Assert.Equal(portal.Data, free.Path);
    }
}
