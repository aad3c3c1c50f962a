using System.Text.Json;
using Portal.Channels;
using Portal.Data;
using Portal.Protocol;
using Portal.Protocol.Rollouts;
using Portal.Testing;
using Portal.Trust.Tuf.Client;

namespace Portal.Updates;

/// <summary>A portal that is killed while it publishes: whoever looks sees the old state or the new one, and it goes on.</summary>
public abstract class KilledPublicationSuite(DatabaseProvider provider)
{
    private const int Rounds = 3;

    [Fact]
    public async Task A_portal_killed_while_it_publishes_leaves_a_whole_repository_and_goes_on()
    {
        using var folder = new TestFolder();
        await using var database = await TestDatabase.CreatePreparedAsync(provider);
        var settings = new Dictionary<string, string>
        {
            ["Jobs__SweepInterval"] = "00:00:00.2",
            ["Channels__RefreshInterval"] = "00:00:00.5",
        };
        for (var round = 0; round < Rounds; round++)
        {
            await using var server = await PortalProcess.StartAsync(
                folder["data"],
                database.Target,
                settings
            );
            using var admin = server.Admin();
            if (round == 0)
            {
                await KilledSigningSuite.FillAsync(admin);
                await admin.MakeAsync("stable");
                await admin.PromoteAsync("stable", "1.0");
            }

            // What was acknowledged before the kill is published after it.
            var state = (await KilledSigningSuite.ShowAsync(admin)).Rollout!.State;
            await KilledSigningSuite.UntilAsync(
                async () => (await RolloutAsync(folder))?.State == state,
                $"the rollout is published as {state}"
            );
            for (var changes = Random.Shared.Next(1, 12); changes > 0; changes--)
            {
                using var done = await admin.DoAsync(
                    "stable",
                    state == RolloutStates.Running ? "pause" : "resume"
                );
                Assert.True(done.IsSuccessStatusCode);
                state =
                    state == RolloutStates.Running ? RolloutStates.Paused : RolloutStates.Running;
            }

            await server.KillAsync();
            var left = await RolloutAsync(folder);
            Assert.Contains(left!.State, new[] { RolloutStates.Running, RolloutStates.Paused });
        }
    }

    /// <summary>As a client sees it that remembers what it has seen, and so refuses whatever goes back.</summary>
    private static async Task<Rollout?> RolloutAsync(TestFolder folder)
    {
        var tree = Path.Combine(folder["data"], "updates");
        var first = Path.Combine(tree, "metadata", "1.root.json");
        if (!File.Exists(Path.Combine(tree, "metadata", "timestamp.json")))
        {
            return null;
        }

        var root = Path.Combine(Directory.CreateDirectory(folder["client"]).FullName, "root.json");
        if (!File.Exists(root))
        {
            File.Copy(first, root);
        }

        using var updater = new Updater(
            new TrustStore(folder["client"]),
            new FolderFetcher(Path.Combine(tree, "metadata")),
            TimeProvider.System
        );
        if (await updater.FindAsync("rollout/stable/tools.json", default) is not { } target)
        {
            return null;
        }

        var file = folder["rollout.json"];
        File.Delete(file);
        await updater.DownloadAsync(
            target,
            new FolderFetcher(Path.Combine(tree, "targets")),
            file,
            default
        );
        return JsonSerializer.Deserialize(
            await File.ReadAllBytesAsync(file),
            ProtocolJson.Default.Rollout
        );
    }
}

[Trait("Speed", "Slow")]
public sealed class SqliteKilledPublicationTests()
    : KilledPublicationSuite(DatabaseProvider.Sqlite);

[Trait("Speed", "Slow")]
[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlKilledPublicationTests()
    : KilledPublicationSuite(DatabaseProvider.PostgreSql);
