using System.Security.Cryptography;
using Portal.Data;

namespace Portal.EndToEnd;

/// <summary>Two running portals, of which one takes the releases of the other, and a host that knows the one alone.</summary>
[Trait("Speed", "Slow")]
public sealed class FollowingTests
{
    [Fact]
    public async Task A_host_of_a_portal_that_follows_another_gets_the_image_of_the_other()
    {
        await using var other = await Site.StartAsync(DatabaseProvider.Sqlite);
        var there = new Gtp(other.Portal.Url, other.Folder["home"]);
        await FollowedChannel.MakeAsync(
            there,
            other.Http,
            Upstream.Write(
                other.Folder.Path,
                "agent",
                "1.0",
                new Dictionary<string, byte[]> { ["data.bin"] = Upstream.Noise(1, 300_000) }
            ),
            "1.0"
        );
        await using var site = await Site.StartAsync(DatabaseProvider.Sqlite);
        var here = new Gtp(site.Portal.Url, site.Folder["home"]);

        await here.RunAsync(
            "product",
            "follow",
            "tools",
            "--mirror",
            other.Portal.Url,
            "--root-key",
            await there.RootKeyAsync()
        );
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
