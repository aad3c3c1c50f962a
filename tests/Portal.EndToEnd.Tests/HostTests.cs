using System.Security.Cryptography;
using Portal.Data;

namespace Portal.EndToEnd;

/// <summary>A host that follows a channel of a running portal, with the real command line on both sides.</summary>
[Trait("Speed", "Slow")]
public abstract class HostTests(DatabaseProvider provider)
{
    private const int Megabyte = 1 << 20;

    [Fact]
    public async Task A_host_follows_a_channel_fetches_what_changed_and_lives_through_kills()
    {
        await using var site = await Site.StartAsync(provider);
        await site.Http.CreateProjectAsync("tests");
        var gtp = new Gtp(site.Portal.Url, site.Folder["home"]);
        await gtp.RunAsync(
            "component",
            "push",
            Write(site, "1.0", changed: 0),
            "--project",
            "tests"
        );
        await gtp.RunAsync("product", "create", "tools", "--component", "agent");
        var first = await ReleaseAsync(gtp, site, "1.0");
        await gtp.RunAsync("channel", "create", "tools", "stable");
        await gtp.RunAsync("channel", "promote", "tools", "stable", "1.0", "--comment", "first");

        var state = await FollowedChannel.FollowAsync(gtp, site.Folder, [site.Portal.Url]);
        await UpdatedAsync(gtp, state, "1.0");
        var link = Path.Combine(site.Folder["images"], "tools.iso");
        Assert.Equal(first, await Sha256Async(link));

        await gtp.RunAsync(
            "component",
            "push",
            Write(site, "2.0", changed: 2),
            "--project",
            "tests"
        );
        var second = await ReleaseAsync(gtp, site, "1.1");
        await gtp.RunAsync("channel", "promote", "tools", "stable", "1.1", "--comment", "next");
        var random = new Random(20261126);
        for (var round = 0; round < 5; round++)
        {
            using var update = gtp.Start(["host", "update", .. state]);
            await Task.Delay(random.Next(100, 900));
            update.Kill();
            await update.WaitForExitAsync();
            // Whatever it was killed in: one of the two, whole.
            Assert.Contains(await Sha256Async(link), (string[])[first, second]);
        }

        await UpdatedAsync(gtp, state, "1.1");
        Assert.Equal(second, await Sha256Async(link));

        await gtp.RunAsync(
            "component",
            "push",
            Write(site, "3.0", changed: 1),
            "--project",
            "tests"
        );
        var third = await ReleaseAsync(gtp, site, "1.2");
        await gtp.RunAsync("channel", "promote", "tools", "stable", "1.2", "--comment", "last");
        var done = await UpdatedAsync(gtp, state, "1.2");
        Assert.Equal(third, await Sha256Async(link));
        // One content of a megabyte, the lock and lists that name it, and what tells where they lie.
        Assert.InRange(done.GetProperty("fetched").GetInt64(), Megabyte, Megabyte + 400_000);
        Assert.InRange(done.GetProperty("reused").GetInt64(), 11L * Megabyte, 13L * Megabyte);
    }

    /// <summary>The job publishes soon after a promotion; until then the channel says what it said before.</summary>
    private static async Task<System.Text.Json.JsonElement> UpdatedAsync(
        Gtp gtp,
        string[] state,
        string version
    )
    {
        var patience = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var (exit, output, errors) = await gtp.TryAsync(["host", "update", "--json", .. state]);
            if (exit == 0)
            {
                using var document = System.Text.Json.JsonDocument.Parse(output);
                // Until it is said how far, a host that has nothing takes nothing.
                if (
                    document.RootElement.TryGetProperty("version", out var current)
                    && current.GetString() == version
                )
                {
                    return document.RootElement.Clone();
                }
            }

            Assert.True(
                TimeProvider.System.GetElapsedTime(patience) < TimeSpan.FromMinutes(2),
                output + errors
            );
            await Task.Delay(500);
        }
    }

    private static async Task<string> ReleaseAsync(Gtp gtp, Site site, string version)
    {
        await gtp.RunAsync("release", "create", "tools", version, "--wait");
        return (await site.Http.ReadReleaseAsync("tools", version)).Image!.Sha256.Hex;
    }

    private static async Task<string> Sha256Async(string file)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream));
    }

    /// <summary>Twelve contents of a megabyte, of which the first are new in each version.</summary>
    private static string Write(Site site, string version, int changed) =>
        Upstream.Write(
            site.Folder.Path,
            "agent",
            version,
            Enumerable
                .Range(0, 12)
                .ToDictionary(
                    i => $"data/{i}.bin",
                    i => Upstream.Noise(i < changed ? (100 * version[0]) + i : i, Megabyte)
                )
        );
}

public sealed class HostTests_Sqlite() : HostTests(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class HostTests_PostgreSql() : HostTests(DatabaseProvider.PostgreSql);
