using System.Net.Http.Json;
using System.Security.Cryptography;
using Portal.Data;
using Portal.Protocol;
using Portal.Testing;

namespace Portal.EndToEnd;

/// <summary>Two running portals, of which one takes the releases of the other, and a host that knows the one alone.</summary>
[Trait("Speed", "Slow")]
public sealed class FollowingTests
{
    [Fact]
    public async Task A_host_of_a_portal_that_follows_another_gets_the_image_of_the_other()
    {
        await using var other = await Site.StartAsync(DatabaseProvider.Sqlite);
        var there = await ReleasedAsync(other, files: 1, length: 300_000);
        await using var site = await Site.StartAsync(DatabaseProvider.Sqlite);
        var here = new Gtp(site.Portal.Url, site.Folder["home"]);

        await FollowAsync(here, other, there);
        await TakenAsync(here);
        await here.RunAsync("channel", "create", "tools", "stable");
        await FollowedChannel.PromoteAsync(here, "1.0");
        var state = await FollowedChannel.FollowAsync(here, site.Folder, [site.Portal.Url]);
        await FollowedChannel.PublishedAsync(here, state);
        await here.RunAsync(["host", "update", .. state]);

        var promised = (await other.Http.ReadReleaseAsync("tools", "1.0")).Image!.Sha256.Hex;
        Assert.Equal(promised, await Sha256Async(Path.Combine(site.Folder["images"], "tools.iso")));
        var (exit, _, errors) = await here.TryAsync("release", "create", "tools", "2.0");
        Assert.Equal(5, exit);
        Assert.Contains("takes its releases from another portal", errors, StringComparison.Ordinal);
        foreach (
            var page in (string[])
                [
                    "/products/tools",
                    "/products/tools/releases/1.0",
                    "/products/tools/releases/1.0/contents",
                ]
        )
        {
            var text = await site.Http.GetStringAsync(new Uri(page, UriKind.Relative));
            Assert.Contains("1.0", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task However_often_a_portal_is_killed_while_it_follows_it_takes_the_image_whole_and_once()
    {
        await using var other = await Site.StartAsync(DatabaseProvider.Sqlite);
        var there = await ReleasedAsync(other, files: 60, length: 1_500_000);
        await using var site = await Site.StartAsync(
            DatabaseProvider.Sqlite,
            ("Jobs__SweepInterval", "00:00:01")
        );
        var here = new Gtp(site.Portal.Url, site.Folder["home"]);
        await FollowAsync(here, other, there);

        // Later and later: from its first bytes on, whatever the speed of this machine.
        var staging = Path.Combine(site.Portal.Data, "staging");
        var cut = 0;
        for (var wait = 10; !await IsThereAsync(site.Http); wait *= 3)
        {
            await here.TryAsync("product", "check", "tools");
            await Until.TrueAsync(
                async () =>
                    Directory.EnumerateFileSystemEntries(staging).Any()
                    || await IsThereAsync(site.Http),
                "a transfer"
            );
            await Task.Delay(wait);
            cut += await IsThereAsync(site.Http) ? 0 : 1;
            await site.Portal.KillAsync();
            await site.Portal.StartAsync();
        }

        Assert.True(cut > 0, "No kill met a transfer: the test shows nothing.");
        await TakenAsync(here);
        var promised = (await other.Http.ReadReleaseAsync("tools", "1.0")).Image!.Sha256.Hex;
        var file = site.Folder["tools.iso"];
        await site.Http.DownloadAsync("/download/tools/1.0/tools-1.0.iso", file);
        Assert.Equal(promised, await Sha256Async(file));
        Assert.Empty(Directory.EnumerateFileSystemEntries(staging));
        var audit = await site.Http.GetFromJsonAsync(
            "/api/v1/audit",
            ProtocolJson.Default.PageWireAuditEntryWire
        );
        Assert.Single(audit!.Items, e => e is { Action: "release.take", Subject: "tools/1.0" });
        var (health, findings, _) = await site.Portal.CommandAsync("doctor", "--deep");
        Assert.True(health == 0, findings);
    }

    /// <summary>Makes a release there, and a channel that points to it.</summary>
    /// <returns>gtp for that portal.</returns>
    private static async Task<Gtp> ReleasedAsync(Site other, int files, int length)
    {
        var there = new Gtp(other.Portal.Url, other.Folder["home"]);
        var contents = Enumerable
            .Range(0, files)
            .ToDictionary(i => $"data/{i}.bin", i => Upstream.Noise(i, length));
        await FollowedChannel.MakeAsync(
            there,
            other.Http,
            Upstream.Write(other.Folder.Path, "agent", "1.0", contents),
            "1.0"
        );
        return there;
    }

    private static async Task FollowAsync(Gtp here, Site other, Gtp there) =>
        await here.RunAsync(
            "product",
            "follow",
            "tools",
            "--mirror",
            other.Portal.Url,
            "--root-key",
            await there.RootKeyAsync()
        );

    private static async Task<bool> IsThereAsync(HttpClient http)
    {
        using var answer = await http.GetAsync(
            new Uri("/api/v1/products/tools/releases/1.0", UriKind.Relative)
        );
        return answer.IsSuccessStatusCode;
    }

    /// <summary>The other publishes soon after the promotion: until then a check does not end well.</summary>
    private static async Task TakenAsync(Gtp gtp)
    {
        var patience = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var (exit, output, errors) = await gtp.TryAsync("product", "check", "tools", "--wait");
            if (exit == 0)
            {
                return;
            }

            Assert.True(
                TimeProvider.System.GetElapsedTime(patience) < TimeSpan.FromMinutes(2),
                output + errors
            );
        }
    }

    private static async Task<string> Sha256Async(string file)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream));
    }
}
