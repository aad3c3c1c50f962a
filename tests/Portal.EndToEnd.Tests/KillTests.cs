using Portal.Data;
using Portal.Protocol.Releases;

namespace Portal.EndToEnd;

/// <summary>SIGKILL at any moment: a restart goes on correctly.</summary>
[Trait("Speed", "Slow")]
public abstract class KillTests(DatabaseProvider provider)
{
    [Fact]
    public async Task A_release_becomes_ready_although_the_portal_is_killed_again_and_again()
    {
        // A quick sweep, so that on PostgreSQL the dead node's job is taken over without a long wait.
        await using var site = await Site.StartAsync(provider, ("Jobs__SweepInterval", "00:00:01"));
        var files = Enumerable
            .Range(0, 40)
            .ToDictionary(i => $"data/{i}.bin", i => Upstream.Noise(i, 2_000_000));
        var source = Upstream.Write(site.Folder.Path, "big", "1.0", files);
        await site.Http.CreateProjectAsync("tests");
        await Upstream.PublishAsync(site.Http, source, "big", "1.0", "tests");
        await site.Http.CreateProductAsync("tools", "big");

        var random = new Random(20261122);
        var killedInWork = 0;
        for (var round = 0; round < 8; round++)
        {
            var version = $"1.{round}";
            await site.Http.CreateReleaseAsync("tools", version);
            await Task.Delay(random.Next(0, 400));
            killedInWork += ReleaseStates.IsFinal(
                (await site.Http.ReadReleaseAsync("tools", version)).State
            )
                ? 0
                : 1;
            await site.Portal.KillAsync();
            await site.Portal.StartAsync();
        }

        Assert.True(killedInWork > 0, "No kill met a release at work: the test shows nothing.");
        for (var round = 0; round < 8; round++)
        {
            var release = await site.Http.WaitReadyAsync("tools", $"1.{round}");
            var file = site.Folder[$"{round}.iso"];
            await site.Http.DownloadAsync($"/download/tools/1.{round}/tools-1.{round}.iso", file);
            Assert.StartsWith(
                release.Image!.Sha256.Hex,
                await Tool.RunAsync("sha256sum", file),
                StringComparison.Ordinal
            );
            File.Delete(file);
        }
    }

    [Fact]
    public async Task An_upload_that_is_killed_leaves_nothing_and_succeeds_when_sent_again()
    {
        await using var site = await Site.StartAsync(provider);
        await site.Http.CreateProjectAsync("tests");
        var source = Upstream.Write(
            site.Folder.Path,
            "big",
            "1.0",
            Enumerable
                .Range(0, 30)
                .ToDictionary(i => $"data/{i}.bin", i => Upstream.Noise(i, 2_000_000))
        );
        var random = new Random(4);
        for (var round = 0; round < 4; round++)
        {
            var upload = Upstream.PutAsync(site.Http, source, "big", "1.0", "tests");
            await Task.Delay(random.Next(20, 300));
            await site.Portal.KillAsync();
            await Record.ExceptionAsync(async () => (await upload).Dispose());
            await site.Portal.StartAsync();
            Assert.Empty(
                Directory.EnumerateFileSystemEntries(Path.Combine(site.Portal.Data, "staging"))
            );
        }

        await Upstream.PublishAsync(site.Http, source, "big", "1.0", "tests");
    }
}

public sealed class KillTests_Sqlite() : KillTests(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class KillTests_PostgreSql() : KillTests(DatabaseProvider.PostgreSql);
