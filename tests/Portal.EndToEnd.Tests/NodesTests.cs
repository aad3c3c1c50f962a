using Portal.Data;
using Portal.Testing;

namespace Portal.EndToEnd;

/// <summary>Two nodes of one portal on PostgreSQL, which both may publish, and are killed while they do.</summary>
[Trait("Speed", "Slow")]
[Trait("Database", "PostgreSql")]
public sealed class NodesTests
{
    private const int Rounds = 6;

    [Fact]
    public async Task Hosts_never_meet_a_torn_update_repository_however_nodes_are_killed()
    {
        using var folder = new TestFolder();
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.PostgreSql);
        (string, string)[] shared =
        [
            ("Blobs__Path", folder["blobs"]),
            ("Signing__KeysPath", folder["keys"]),
            ("Updates__Path", folder["updates"]),
            ("Jobs__SweepInterval", "00:00:01"),
        ];
        await using var first = await PortalProcess.StartAsync(
            folder["a"],
            database.Target.ConnectionString,
            program: null,
            [.. shared, ("Jobs__Node", "first")]
        );
        await using var second = await PortalProcess.StartAsync(
            folder["b"],
            database.Target.ConnectionString,
            program: null,
            [.. shared, ("Jobs__Node", "second")]
        );
        PortalProcess[] nodes = [first, second];
        var gtp = new Gtp(first.Url, folder["home"]);
        await FollowedChannel.MakeAsync(
            gtp,
            first.Http,
            Upstream.Write(folder.Path, "agent", "1.0"),
            [.. Enumerable.Range(0, Rounds + 1).Select(number => $"1.{number}")]
        );
        var host = await FollowedChannel.FollowAsync(gtp, folder, nodes.Select(node => node.Url));
        await FollowedChannel.PublishedAsync(gtp, host);

        var random = new Random(20261126);
        for (var round = 1; round <= Rounds; round++)
        {
            var teller = nodes[random.Next(2)];
            await FollowedChannel.PromoteAsync(gtp, $"1.{round}", "--url", teller.Url);
            await Task.Delay(random.Next(0, 1500));
            var killed = nodes[random.Next(2)];
            await killed.KillAsync();
            // Whichever node still answers: what it serves is verified from the root on, and is one of the two.
            Assert.Contains(
                await FollowedChannel.OfferedAsync(gtp, host),
                (string[])[$"1.{round - 1}", $"1.{round}"]
            );
            await killed.StartAsync();
            await Until.TrueAsync(
                async () => await FollowedChannel.OfferedAsync(gtp, host) == $"1.{round}",
                $"1.{round} is published"
            );
        }

        await FollowedChannel.PublishedAsync(gtp, host);
        await gtp.RunAsync(["host", "update", .. host]);
        Assert.Equal(
            $"tools-1.{Rounds}.iso",
            new FileInfo(Path.Combine(folder["images"], "tools.iso")).LinkTarget
        );
        foreach (var node in nodes)
        {
            var (exit, output, errors) = await node.CommandAsync("doctor");
            Assert.True(exit == 0, output + errors);
        }
    }
}
