using Portal.Data;
using Portal.Testing;

namespace Portal.EndToEnd;

/// <summary>
/// gtp as a host gets it: packed, handed out by a portal, checked, unpacked, and run where no .NET is found.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class PackageTests
{
    [Fact]
    public async Task Gtp_is_fetched_from_a_portal_checked_and_follows_a_channel_without_dotnet()
    {
        using var folder = new TestFolder();
        var packages = folder["cli"];
        await Tool.RunAsync(Path.Combine(RepositoryFolder.Path, "packaging/build"), packages);
        await using var site = await Site.StartAsync(
            DatabaseProvider.Sqlite,
            ("Gtp__Path", packages)
        );
        Directory.CreateDirectory(site.Folder["fetched"]);

        var names = (await site.Http.GetStringAsync("/cli/SHA256SUMS"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split("  ")[1])
            .ToList();
        Assert.Equal([".rpm", ".gz", ".deb"], names.Select(Path.GetExtension));
        foreach (var name in names.Append("SHA256SUMS").Append("SHA256SUMS.asc"))
        {
            await FetchAsync(site, $"/cli/{name}", name);
        }

        await FetchAsync(site, "/keys/openpgp.asc", "openpgp.asc");
        await InShellAsync(
            site,
            """
            gpg --dearmor < openpgp.asc > portal.gpg
            gpgv --keyring ./portal.gpg SHA256SUMS.asc SHA256SUMS
            sha256sum --check --strict SHA256SUMS
            """
        );
        var deb = names.Single(n => n.EndsWith(".deb", StringComparison.Ordinal));
        var rpm = names.Single(n => n.EndsWith(".rpm", StringComparison.Ordinal));
        var tar = names.Single(n => n.EndsWith(".gz", StringComparison.Ordinal));
        await InShellAsync(
            site,
            $"""
            dpkg-deb -x {deb} deb
            mkdir rpm tar
            tar -xzf {tar} -C tar --strip-components=1
            rpm --root "$PWD/rpm" --dbpath /db -i --nodeps --noscripts {rpm}
            cmp deb/usr/bin/gtp rpm/usr/bin/gtp
            cmp deb/usr/bin/gtp tar/gtp
            gzip -dc deb/usr/share/man/man1/gtp.1.gz | groff -man -ww -Tutf8 | grep -q 'gtp host update'
            bash -n deb/usr/share/bash-completion/completions/gtp
            test -s rpm/usr/share/zsh/site-functions/_gtp
            systemd-analyze verify deb/usr/lib/systemd/system/* 2>&1 | grep -iE 'unknown|parse|invalid' && exit 1
            dpkg-deb -f {deb} Depends | grep -q 'libc6 (>= 2.27)'
            rpm -qp --qf '[%{"{"}REQUIRENAME{"}"}\n]' {rpm} | grep -q 'libc.so.6(GLIBC_2.27)(64bit)'
            """
        );

        await FollowAsync(site, Path.Combine(site.Folder["fetched"], "deb/usr/bin/gtp"));
    }

    /// <summary>YAML, archives, HTTP, TUF, JSON: each part of the program that could be missing from the one file.</summary>
    private static async Task FollowAsync(Site site, string program)
    {
        var gtp = new Gtp(site.Portal.Url, site.Folder["home"]) { Program = program };
        var component = Upstream.Write(
            site.Folder.Path,
            "agent",
            "1.0",
            new Dictionary<string, byte[]> { ["data/a.bin"] = Upstream.Noise(1, 100_000) }
        );
        await gtp.RunAsync("component", "lint", component);
        await FollowedChannel.MakeAsync(gtp, site.Http, component, "1.0");
        var state = await FollowedChannel.FollowAsync(gtp, site.Folder, [site.Portal.Url]);
        await FollowedChannel.PublishedAsync(gtp, state);
        await gtp.RunAsync(["host", "update", .. state]);
        await gtp.RunAsync("iso", "verify", Path.Combine(site.Folder["images"], "tools.iso"));
    }

    private static async Task FetchAsync(Site site, string path, string name)
    {
        await using var body = await site.Http.GetStreamAsync(path);
        await using var file = File.Create(Path.Combine(site.Folder["fetched"], name));
        await body.CopyToAsync(file);
    }

    private static async Task InShellAsync(Site site, string script)
    {
        var (exit, output, errors) = await Tool.TryAsync(
            "sh",
            ["-e", "-c", script],
            new Dictionary<string, string?>
            {
                ["GNUPGHOME"] = Directory.CreateDirectory(site.Folder["gpg"]).FullName,
            },
            site.Folder["fetched"]
        );
        Assert.True(exit == 0, output + errors);
    }
}
