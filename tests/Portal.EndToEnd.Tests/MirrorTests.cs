using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Portal.Data;
using Portal.Testing;
using Portal.Trust.Tests.Tuf.Interop;

namespace Portal.EndToEnd;

/// <summary>A running portal, a mirror of it as plain files behind nginx, and hosts that know the mirror alone.</summary>
[Trait("Speed", "Slow")]
public sealed class MirrorTests(TufJs tufJs) : IClassFixture<TufJs>
{
    private const int Megabyte = 1 << 20;

    [Fact]
    public async Task A_mirror_an_export_and_a_bundle_serve_hosts_as_the_portal_does()
    {
        await using var site = await Site.StartAsync(DatabaseProvider.Sqlite);
        var gtp = new Gtp(site.Portal.Url, site.Folder["home"]);
        var key = await BeginAsync(site, gtp);
        var first = await ReleaseAsync(site, gtp, "1.0", changed: 0);
        var tree = site.Folder["mirror"];
        await SyncedAsync(gtp, site, tree, key, "1.0");

        await using var nginx = await MirrorServer.StartAsync(site.Folder, tree);
        await InitAsync(gtp, site, nginx.Url, key);
        await gtp.RunAsync("host", "update", "--state", site.Folder["host"]);
        Assert.Equal(first, await Sha256Async(Link(site)));
        await CachesAsync(nginx.Url);
        await ByOthersAsync(site, nginx.Url, tree);

        // The portal writes the same tree from its store.
        var export = site.Folder["export"];
        await ExportedAsync(site, export, "Exported to");
        await ExportedAsync(site, export, "was up to date");
        var fresh = site.Folder["fresh"];
        await gtp.RunAsync(Sync(site, fresh, key));
        Assert.Equal(Served(fresh), Served(export));
        Assert.All(
            Served(export),
            path =>
                Assert.Equal(
                    (UnixFileMode)0b110_100_100,
                    File.GetUnixFileMode(Path.Combine(export, path))
                )
        );
        Same(fresh, export);

        var second = await ReleaseAsync(site, gtp, "1.1", changed: 2);
        await SyncedAsync(gtp, site, tree, key, "1.1");
        await ExportedAsync(site, export, "Exported to");
        // With what was superseded, which stays for a while.
        Directory.Delete(fresh, recursive: true);
        await gtp.RunAsync(Sync(site, fresh, key));
        Same(fresh, export);
        var bundle = site.Folder["tools.tar"];
        string[] what = ["--product", "tools", "--channel", "stable"];
        await gtp.RunAsync(["mirror", "bundle", bundle, "--from", export, .. what]);
        var done = await gtp.JsonAsync(
            "host",
            "update",
            "--from",
            bundle,
            "--state",
            site.Folder["host"]
        );
        Assert.Equal(second, done.GetProperty("sha256").GetString());
        Assert.Equal(second, await Sha256Async(Link(site)));
    }

    [Fact]
    public async Task However_often_a_sync_is_killed_hosts_read_the_old_state_or_the_new_one()
    {
        await using var site = await Site.StartAsync(DatabaseProvider.Sqlite);
        var gtp = new Gtp(site.Portal.Url, site.Folder["home"]);
        var key = await BeginAsync(site, gtp);
        var digests = new Dictionary<string, string>
        {
            ["1.0"] = await ReleaseAsync(site, gtp, "1.0", changed: 0),
        };
        var tree = site.Folder["mirror"];
        await SyncedAsync(gtp, site, tree, key, "1.0");
        await using var nginx = await MirrorServer.StartAsync(site.Folder, tree);
        await InitAsync(gtp, site, nginx.Url, key);

        var parts = Path.Combine(tree, ".mirror/parts");
        var random = new Random(20261126);
        var killed = 0;
        for (var round = 1; round <= 2; round++)
        {
            var version = $"1.{round}";
            digests[version] = await ReleaseAsync(site, gtp, version, changed: 4);
            for (var kill = 0; kill < 3; kill++)
            {
                using var sync = gtp.Start(Sync(site, tree, key));
                // Meanwhile, and after the kill: a whole state either time.
                var meanwhile = UpdateAsync(gtp, site, digests);
                if (kill == 0)
                {
                    // In the image, or in what comes after it; later ones anywhere, and where that one ended.
                    await Until.TrueAsync(
                        () => sync.HasExited || Directory.EnumerateFiles(parts).Any(),
                        "an image on its way"
                    );
                    killed += sync.HasExited ? 0 : 1;
                }

                await Task.Delay(random.Next(0, kill == 0 ? 200 : 1500));
                sync.Kill();
                await sync.WaitForExitAsync();
                await meanwhile;
                await UpdateAsync(gtp, site, digests);
            }

            await SyncedAsync(gtp, site, tree, key, version);
            await UpdateAsync(gtp, site, digests);
            Assert.Equal(digests[version], await Sha256Async(Link(site)));
        }

        Assert.True(killed > 0, "No kill met a sync at work: the test shows nothing.");
    }

    private static async Task UpdateAsync(Gtp gtp, Site site, Dictionary<string, string> digests)
    {
        var done = await gtp.JsonAsync("host", "update", "--state", site.Folder["host"]);
        var version = done.GetProperty("version").GetString()!;
        Assert.Equal(digests[version], done.GetProperty("sha256").GetString());
        Assert.Equal(digests[version], await Sha256Async(Link(site)));
    }

    private static async Task<string> BeginAsync(Site site, Gtp gtp)
    {
        await site.Http.CreateProjectAsync("tests");
        await PushAsync(site, gtp, "0.1", changed: 0);
        await gtp.RunAsync("product", "create", "tools", "--component", "agent");
        await gtp.RunAsync("channel", "create", "tools", "stable");
        return await gtp.RootKeyAsync();
    }

    private static Task InitAsync(Gtp gtp, Site site, string mirror, string key) =>
        gtp.RunAsync(
            "host",
            "init",
            "tools",
            "stable",
            "--mirror",
            mirror,
            "--root-key",
            key,
            "--images",
            site.Folder["images"],
            "--state",
            site.Folder["host"]
        );

    private static string Link(Site site) => Path.Combine(site.Folder["images"], "tools.iso");

    private static string[] Sync(Site site, string tree, string key) =>
        [
            "mirror",
            "sync",
            tree,
            "--mirror",
            site.Portal.Url,
            "--product",
            "tools",
            "--root-key",
            key,
            "--json",
        ];

    /// <summary>
    /// The portal publishes what is promoted, then how far, and signs RELEASE, soon after a promotion; until then there is what
    /// was before, or nothing, or an image that hosts hold back.
    /// </summary>
    private static async Task SyncedAsync(
        Gtp gtp,
        Site site,
        string tree,
        string key,
        string version
    )
    {
        var image = (await site.Http.ReadReleaseAsync("tools", version)).Image!.Sha256.Hex;
        var patience = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var (exit, output, errors) = await gtp.TryAsync(Sync(site, tree, key));
            if (
                exit == 0
                && Says(tree, "download/tools/stable", $"\nVersion: {version}\n")
                && Says(tree, "tuf/targets/rollout/stable", image)
            )
            {
                return;
            }

            Assert.True(
                TimeProvider.System.GetElapsedTime(patience) < TimeSpan.FromMinutes(2),
                output + errors
            );
            await Task.Delay(300);
        }
    }

    /// <summary>A text of that folder has these words.</summary>
    private static bool Says(string tree, string folder, string words) =>
        Directory.Exists(Path.Combine(tree, folder))
        && Directory
            .EnumerateFiles(Path.Combine(tree, folder))
            .Any(file => File.ReadAllText(file).Contains(words, StringComparison.Ordinal));

    private static async Task ExportedAsync(Site site, string folder, string says)
    {
        var (exit, output, errors) = await site.Portal.CommandAsync("export", folder);
        Assert.True(exit == 0, output + errors);
        Assert.Contains(says, output, StringComparison.Ordinal);
    }

    private static async Task CachesAsync(string url)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        Assert.Equal("public, max-age=30", await CacheAsync("tuf/metadata/timestamp.json"));
        Assert.Equal(
            "public, max-age=31536000, immutable",
            await CacheAsync("tuf/metadata/1.root.json")
        );
        Assert.Equal(
            "no-store",
            await CacheAsync("tuf/metadata/99.root.json", HttpStatusCode.NotFound)
        );
        Assert.Equal("public, max-age=30", await CacheAsync("download/tools/stable/RELEASE"));
        Assert.Equal("public, max-age=3600", await CacheAsync("download/tools/1.0/tools-1.0.iso"));
        await CacheAsync(".mirror/settled", HttpStatusCode.NotFound);

        async Task<string?> CacheAsync(string path, HttpStatusCode status = HttpStatusCode.OK)
        {
            using var answer = await http.GetAsync(
                new Uri($"{url}/{path}"),
                HttpCompletionOption.ResponseHeadersRead
            );
            Assert.Equal(status, answer.StatusCode);
            return answer.Headers.TryGetValues("Cache-Control", out var values)
                ? string.Join(", ", values)
                : null;
        }
    }

    /// <summary>tuf-js, sha256sum and gpgv find what they find at the portal.</summary>
    private async Task ByOthersAsync(Site site, string url, string tree)
    {
        var trust = Directory.CreateDirectory(site.Folder["tuf-js"]).FullName;
        File.Copy(Path.Combine(tree, "tuf/metadata/1.root.json"), Path.Combine(trust, "root.json"));
        var (content, error) = await tufJs.GetAsync(
            trust,
            url + "/tuf",
            "stable/tools/channel.json",
            TimeProvider.System.GetUtcNow()
        );
        Assert.True(content is not null, error);
        using var pointer = JsonDocument.Parse(content);
        Assert.Equal(
            "1.0",
            pointer.RootElement.GetProperty("release").GetProperty("version").GetString()
        );

        var download = Path.Combine(tree, "download/tools");
        await Tool.RunAsync(
            "sh",
            "-c",
            "cd \"$1\" && sha256sum --check --strict SHA256SUMS",
            "sh",
            Path.Combine(download, "1.0")
        );
        var ring = site.Folder["ring.gpg"];
        await Tool.RunAsync("gpg", "--dearmor", "-o", ring, Path.Combine(tree, "keys/openpgp.asc"));
        foreach (
            var (signature, data) in new[]
            {
                ("stable/RELEASE.asc", "stable/RELEASE"),
                ("1.0/SHA256SUMS.asc", "1.0/SHA256SUMS"),
                ("1.0/tools-1.0.iso.asc", "1.0/tools-1.0.iso"),
            }
        )
        {
            await Tool.RunAsync(
                "gpgv",
                "--keyring",
                ring,
                Path.Combine(download, signature),
                Path.Combine(download, data)
            );
        }
    }

    /// <summary>The other tree has every file of the one, with the same bytes.</summary>
    private static void Same(string one, string other) =>
        Assert.All(
            Served(one),
            path =>
                Assert.Equal(
                    File.ReadAllBytes(Path.Combine(one, path)),
                    File.ReadAllBytes(Path.Combine(other, path))
                )
        );

    private static List<string> Served(string tree) =>
        [
            .. Directory
                .EnumerateFiles(tree, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(tree, file))
                .Where(path => path[0] != '.')
                .Order(StringComparer.Ordinal),
        ];

    private static async Task<string> ReleaseAsync(Site site, Gtp gtp, string version, int changed)
    {
        await PushAsync(site, gtp, version, changed);
        await gtp.RunAsync("release", "create", "tools", version, "--wait");
        await gtp.RunAsync("channel", "promote", "tools", "stable", version, "--comment", version);
        return (await site.Http.ReadReleaseAsync("tools", version)).Image!.Sha256.Hex;
    }

    /// <summary>Eight contents of a megabyte, of which the first are new in each version.</summary>
    private static Task PushAsync(Site site, Gtp gtp, string version, int changed) =>
        gtp.RunAsync(
            "component",
            "push",
            Upstream.Write(
                site.Folder.Path,
                "agent",
                version,
                Enumerable
                    .Range(0, 8)
                    .ToDictionary(
                        i => $"data/{i}.bin",
                        i => Upstream.Noise(i < changed ? (100 * version[^1]) + i : i, Megabyte)
                    )
            ),
            "--project",
            "tests"
        );

    private static async Task<string> Sha256Async(string file)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream));
    }
}
