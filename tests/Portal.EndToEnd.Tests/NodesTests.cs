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
        var host = await PrepareAsync(gtp, first, folder, nodes);

        var random = new Random(20261126);
        for (var round = 1; round <= Rounds; round++)
        {
            var teller = nodes[random.Next(2)];
            await gtp.RunAsync(
                "channel",
                "promote",
                "tools",
                "stable",
                $"1.{round}",
                "--comment",
                "next",
                "--url",
                teller.Url
            );
            await Task.Delay(random.Next(0, 1500));
            var killed = nodes[random.Next(2)];
            await killed.KillAsync();
            // Whichever node still answers: what it serves is verified from the root on, and is one of the two.
            var offered = await OfferedAsync(gtp, host);
            Assert.Contains(offered, (string[])[$"1.{round - 1}", $"1.{round}"]);
            await killed.StartAsync();
            for (var tries = 0; await OfferedAsync(gtp, host) != $"1.{round}"; tries++)
            {
                Assert.True(tries < 120, $"1.{round} was never published.");
                await Task.Delay(500);
            }
        }

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

    /// <summary>Releases 1.0 to the last, of which the channel points to the first, and a host that follows both nodes.</summary>
    private static async Task<string[]> PrepareAsync(
        Gtp gtp,
        PortalProcess portal,
        TestFolder folder,
        PortalProcess[] nodes
    )
    {
        await portal.Http.CreateProjectAsync("tests");
        var component = Upstream.Write(folder.Path, "agent", "1.0");
        await gtp.RunAsync("component", "push", component, "--project", "tests");
        await gtp.RunAsync("product", "create", "tools", "--component", "agent");
        for (var number = 0; number <= Rounds; number++)
        {
            await gtp.RunAsync("release", "create", "tools", $"1.{number}", "--wait");
        }

        await gtp.RunAsync("channel", "create", "tools", "stable");
        await gtp.RunAsync("channel", "promote", "tools", "stable", "1.0", "--comment", "first");
        var keys = await gtp.JsonAsync("keys", "list");
        var root = keys.GetProperty("roles")
            .EnumerateArray()
            .Single(role => role.GetProperty("role").GetString() == "root")
            .GetProperty("keys")[0]
            .GetString()!;
        string[] state = ["--state", folder["host"]];
        for (var tries = 0; ; tries++)
        {
            var (exit, _, errors) = await gtp.TryAsync([
                "host",
                "init",
                "tools",
                "stable",
                "--mirror",
                nodes[0].Url,
                "--mirror",
                nodes[1].Url,
                "--root-key",
                root,
                "--images",
                folder["images"],
                .. state,
            ]);
            if (exit == 0)
            {
                break;
            }

            Assert.True(tries < 120, errors);
            await Task.Delay(500);
        }

        for (var tries = 0; (await gtp.TryAsync(["host", "check", .. state])).Exit != 0; tries++)
        {
            Assert.True(tries < 120, "1.0 was never published.");
            await Task.Delay(500);
        }

        return state;
    }

    /// <summary>Which release the channel offers to who verifies all of it.</summary>
    private static async Task<string> OfferedAsync(Gtp gtp, string[] state) =>
        (await gtp.JsonAsync(["host", "check", .. state])).GetProperty("version").GetString()!;
}
