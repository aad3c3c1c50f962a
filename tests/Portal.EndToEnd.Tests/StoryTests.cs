using System.Text.Json;
using Portal.Data;

namespace Portal.EndToEnd;

/// <summary>The whole way of a datum by the command line, each user with a token of their own.</summary>
public abstract class StoryTests(DatabaseProvider provider)
{
    [Fact]
    public async Task An_upstream_publishes_a_manager_releases_and_a_distro_verifies_and_rebuilds()
    {
        await using var site = await Site.StartAsync(provider);
        var admin = new Gtp(site.Portal.Url, site.Folder["admin"]);
        await admin.RunAsync("project", "create", "qemu", "--title", "QEMU");
        await admin.RunAsync("robot", "create", "qemu-ci", "--grant", "project-uploader:qemu");
        var robot = await admin.JsonAsync("token", "create", "ci", "--robot", "qemu-ci");
        var upstream = new Gtp(
            site.Portal.Url,
            site.Folder["upstream"],
            robot.GetProperty("token").GetString()!
        );

        var source = Upstream.Write(site.Folder.Path, "agent", "1.0", Files());
        await upstream.RunAsync("component", "lint", source);
        await upstream.RunAsync("component", "push", source, "--project", "qemu");
        // The same content, packed by another program, is the same version.
        await Tool.RunAsync("tar", "-cf", site.Folder["again.tar"], "-C", source, ".");
        await upstream.RunAsync("component", "push", site.Folder["again.tar"], "--project", "qemu");
        await File.AppendAllTextAsync($"{source}/LICENSE", "changed\n");
        Assert.Equal(
            5,
            (await upstream.TryAsync("component", "push", source, "--project", "qemu")).Exit
        );

        // An uploader makes no product and no release.
        Assert.Equal(
            3,
            (await upstream.TryAsync("product", "create", "tools", "--component", "agent")).Exit
        );
        await admin.RunAsync(
            "product",
            "create",
            "tools",
            "--title",
            "Tools",
            "--component",
            "agent:>=1"
        );
        Assert.Equal(3, (await upstream.TryAsync("release", "create", "tools", "1.0")).Exit);
        await admin.RunAsync("release", "create", "tools", "1.0", "--wait");

        var distro = new Gtp(site.Portal.Url, site.Folder["distro"], "");
        var url = $"{site.Portal.Url}/download/tools/1.0/";
        await distro.RunAsync("release", "verify", url, "--rebuild");
        var iso = await FetchAsync(
            site,
            "tools-1.0.iso",
            "tools-1.0.iso.asc",
            "SHA256SUMS",
            "SHA256SUMS.asc"
        );
        await site.Http.DownloadAsync("/keys/openpgp.asc", site.Folder["openpgp.asc"]);
        await distro.RunAsync("release", "verify", iso, "--key", site.Folder["openpgp.asc"]);
        await using (var stream = File.OpenWrite(iso))
        {
            stream.Position = stream.Length / 2;
            stream.WriteByte((byte)'!');
        }

        Assert.Equal(
            1,
            (
                await distro.TryAsync("release", "verify", iso, "--key", site.Folder["openpgp.asc"])
            ).Exit
        );
    }

    [Fact]
    public async Task The_same_lock_gives_the_same_bytes_in_another_zone_locale_umask_and_folder()
    {
        await using var site = await Site.StartAsync(provider);
        var gtp = new Gtp(site.Portal.Url, site.Folder["home"]);
        await gtp.RunAsync("project", "create", "qemu", "--title", "QEMU");
        var source = Upstream.Write(site.Folder.Path, "agent", "1.0", Files());
        await gtp.RunAsync("component", "push", source, "--project", "qemu");
        await gtp.RunAsync("product", "create", "tools", "--component", "agent");
        await gtp.RunAsync("release", "create", "tools", "1.0", "--wait");
        var iso = await FetchAsync(
            site,
            "tools-1.0.iso",
            "release.json",
            "CONTENTS.SHA256SUMS.sig"
        );

        // Elsewhere: the components as archives fetched from the portal, and another environment.
        var elsewhere = Directory.CreateDirectory(site.Folder["elsewhere/deep"]).FullName;
        foreach (var component in await LockedAsync(site))
        {
            await site.Http.DownloadAsync(
                $"/api/v1/components/{component.Name}/versions/{component.Version}/archive",
                $"{elsewhere}/{component.Name}.tar"
            );
        }

        var program = Path.Combine(AppContext.BaseDirectory, "gtp.dll");
        var build =
            $"umask 077; TZ=Pacific/Chatham LC_ALL=tr_TR.UTF-8 dotnet '{program}' release build --lock '{site.Folder["release.json"]}' "
            + $"--components '{elsewhere}' --signature '{site.Folder["CONTENTS.SHA256SUMS.sig"]}' -o '{elsewhere}/rebuilt.iso'";
        await Tool.RunAsync("sh", "-c", build);
        await Tool.RunAsync("cmp", iso, $"{elsewhere}/rebuilt.iso");
    }

    [Fact]
    public async Task What_does_not_resolve_is_told_all_at_once_and_burns_no_version()
    {
        await using var site = await Site.StartAsync(provider);
        var gtp = new Gtp(site.Portal.Url, site.Folder["home"]);
        await gtp.RunAsync("project", "create", "qemu", "--title", "QEMU");
        var source = Upstream.Write(site.Folder.Path, "agent", "1.0", requires: "[serial]");
        await gtp.RunAsync("component", "push", source, "--project", "qemu");
        await gtp.RunAsync(
            "product",
            "create",
            "tools",
            "--component",
            "agent",
            "--component",
            "missing"
        );

        var (exit, output, _) = await gtp.TryAsync("release", "create", "tools", "1.0", "--json");
        Assert.NotEqual(0, exit);
        Assert.Contains("'serial'", output, StringComparison.Ordinal);
        Assert.Contains("'missing'", output, StringComparison.Ordinal);
        Assert.Empty(
            (await gtp.JsonAsync("release", "list", "tools")).GetProperty("items").EnumerateArray()
        );
    }

    [Fact]
    public async Task A_yanked_component_is_not_resolved_and_a_release_that_holds_it_warns()
    {
        await using var site = await Site.StartAsync(provider);
        var gtp = new Gtp(site.Portal.Url, site.Folder["home"]);
        await gtp.RunAsync("project", "create", "qemu", "--title", "QEMU");
        foreach (var version in (string[])["1.0", "1.1"])
        {
            var source = Upstream.Write(site.Folder.Path, "agent", version);
            await gtp.RunAsync("component", "push", source, "--project", "qemu");
        }

        await gtp.RunAsync("product", "create", "tools", "--component", "agent");
        await gtp.RunAsync("release", "create", "tools", "1.0", "--wait");
        await gtp.RunAsync("component", "yank", "agent", "1.1", "--reason", "eats disks");

        var held = await gtp.JsonAsync("release", "show", "tools", "1.0");
        Assert.Contains(
            "eats disks",
            held.GetProperty("warnings")[0].GetString(),
            StringComparison.Ordinal
        );
        await gtp.RunAsync("release", "create", "tools", "1.1", "--wait");
        var next = await gtp.JsonAsync("release", "show", "tools", "1.1");
        Assert.Contains(
            next.GetProperty("components").EnumerateArray(),
            c =>
                c.GetProperty("name").GetString() == "agent"
                && c.GetProperty("version").GetString() == "1.0"
        );
    }

    private static Dictionary<string, byte[]> Files() =>
        new()
        {
            ["bin/agent"] = Upstream.Noise(1, 300_000),
            ["docs/lies mich – ünïcode.txt"] = "hallo\n"u8.ToArray(),
        };

    private static async Task<string> FetchAsync(Site site, params string[] files)
    {
        foreach (var file in files)
        {
            await site.Http.DownloadAsync($"/download/tools/1.0/{file}", site.Folder[file]);
        }

        return site.Folder[files[0]];
    }

    private static async Task<List<(string Name, string Version)>> LockedAsync(Site site)
    {
        using var frozen = JsonDocument.Parse(
            await site.Http.GetStringAsync("/download/tools/1.0/release.json")
        );
        return
        [
            .. frozen
                .RootElement.GetProperty("components")
                .EnumerateArray()
                .Select(c =>
                    (c.GetProperty("name").GetString()!, c.GetProperty("version").GetString()!)
                ),
        ];
    }
}

public sealed class StoryTests_Sqlite() : StoryTests(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class StoryTests_PostgreSql() : StoryTests(DatabaseProvider.PostgreSql);
