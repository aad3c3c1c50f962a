using System.Text;
using Portal.Data;

namespace Portal.EndToEnd;

/// <summary>What a distro packager does, who trusts gpgv and checksums and has no tool of ours.</summary>
[Trait("Speed", "Slow")]
public abstract class DistroTests(DatabaseProvider provider)
{
    /// <summary>UTF-8, spaces, a name of 100 characters, six levels, and next to nothing in them.</summary>
    private static readonly string[] OddPaths =
    [
        "grüße/日本語 файл.txt",
        "with spaces/and more/of them.dat",
        $"{new string('n', 96)}.bin",
        "a/b/c/d/e/deep.txt",
        "empty.dat",
        "UPPER lower.MiXed",
        "many.dots.in.a.name.tar.gz",
    ];

    [Fact]
    public async Task Gpgv_and_sha256sum_accept_a_release_and_refuse_an_altered_one()
    {
        await using var site = await Site.StartAsync(provider);
        await ReleaseAsync(site, OddFiles());
        var folder = await DownloadAsync(site);

        await Tool.RunAsync("sh", "-c", $"cd '{folder}' && sha256sum -c SHA256SUMS");
        await Tool.RunAsync(
            "gpg",
            "--homedir",
            Home(folder),
            "--dearmor",
            "-o",
            $"{folder}/key.gpg",
            $"{folder}/openpgp.asc"
        );
        await Gpgv(folder, "SHA256SUMS.asc", "SHA256SUMS");
        await Gpgv(folder, "tools-1.0.iso.asc", "tools-1.0.iso");

        await using (var iso = File.OpenWrite($"{folder}/tools-1.0.iso"))
        {
            iso.Position = iso.Length / 2;
            iso.WriteByte((byte)'!');
        }

        await File.AppendAllTextAsync($"{folder}/SHA256SUMS", "#\n");
        var altered = await Tool.TryAsync(
            "gpgv",
            "--keyring",
            $"{folder}/key.gpg",
            $"{folder}/SHA256SUMS.asc",
            $"{folder}/SHA256SUMS"
        );
        Assert.NotEqual(0, altered.Exit);
        altered = await Tool.TryAsync(
            "gpgv",
            "--keyring",
            $"{folder}/key.gpg",
            $"{folder}/tools-1.0.iso.asc",
            $"{folder}/tools-1.0.iso"
        );
        Assert.NotEqual(0, altered.Exit);
        altered = await Tool.TryAsync("sh", "-c", $"cd '{folder}' && sha256sum -c SHA256SUMS");
        Assert.NotEqual(0, altered.Exit);
    }

    [Fact]
    public async Task An_uploaded_tree_of_odd_names_comes_back_byte_for_byte_from_the_ISO()
    {
        await using var site = await Site.StartAsync(provider);
        var source = await ReleaseAsync(site, OddFiles());
        var iso = $"{await DownloadAsync(site)}/tools-1.0.iso";

        var byXorriso = Directory.CreateDirectory(site.Folder["xorriso"]).FullName;
        await Tool.RunAsync(
            "xorriso",
            "-osirrox",
            "on",
            "-indev",
            iso,
            "-extract",
            "/projects/odd",
            $"{byXorriso}/odd"
        );
        await Tool.RunAsync("diff", "-r", "--no-dereference", source, $"{byXorriso}/odd");

        var byBsdtar = Directory.CreateDirectory(site.Folder["bsdtar"]).FullName;
        await Tool.RunAsync("sh", "-c", $"LC_ALL=C.UTF-8 bsdtar -xf '{iso}' -C '{byBsdtar}'");
        await Tool.RunAsync("diff", "-r", "--no-dereference", source, $"{byBsdtar}/projects/odd");

        // Joliet has no symlinks; every regular file is there under its own name with its own bytes. isoinfo knows no
        // UTF-8, so it reads the names that every charset has, and bsdtar without Rock Ridge reads them all.
        foreach (var path in OddPaths.Where(path => Ascii.IsValid(path)))
        {
            var file = site.Folder["joliet.bin"];
            await Tool.RunAsync(
                "sh",
                "-c",
                $"isoinfo -J -i '{iso}' -x '/projects/odd/{path}' > '{file}'"
            );
            Assert.Equal(
                await File.ReadAllBytesAsync($"{source}/{path}"),
                await File.ReadAllBytesAsync(file)
            );
        }

        var joliet = Directory.CreateDirectory(site.Folder["joliet"]).FullName;
        await Tool.RunAsync(
            "sh",
            "-c",
            $"LC_ALL=C.UTF-8 bsdtar --options '!rockridge' -xf '{iso}' -C '{joliet}'"
        );
        foreach (var path in OddPaths)
        {
            Assert.Equal(
                await File.ReadAllBytesAsync($"{source}/{path}"),
                await File.ReadAllBytesAsync($"{joliet}/projects/odd/{path}")
            );
        }
    }

    [Fact]
    public async Task The_disc_is_checked_by_openssl_and_its_installer_runs()
    {
        await using var site = await Site.StartAsync(provider);
        await ReleaseAsync(site, OddFiles());
        var iso = $"{await DownloadAsync(site)}/tools-1.0.iso";
        var disc = site.Folder["disc"];
        await Tool.RunAsync("xorriso", "-osirrox", "on", "-indev", iso, "-extract", "/", disc);

        await Tool.RunAsync(
            "openssl",
            "dgst",
            "-sha256",
            "-verify",
            $"{disc}/guest-tools/disc-key.pem",
            "-signature",
            $"{disc}/guest-tools/SHA256SUMS.sig",
            $"{disc}/guest-tools/SHA256SUMS"
        );
        await Tool.RunAsync("sh", "-c", $"cd '{disc}' && sha256sum -c guest-tools/SHA256SUMS");
        Assert.Equal(
            await site.Http.GetByteArrayAsync("/download/tools/1.0/release.json"),
            await File.ReadAllBytesAsync($"{disc}/guest-tools/release.json")
        );
        Assert.Contains(
            "odd",
            await Tool.RunAsync("sh", $"{disc}/install.sh", "list"),
            StringComparison.Ordinal
        );
    }

    private static Dictionary<string, byte[]> OddFiles() =>
        OddPaths.ToDictionary(
            path => path,
            path => path == "empty.dat" ? [] : Encoding.UTF8.GetBytes($"The bytes of {path}\n")
        );

    private static async Task<string> ReleaseAsync(Site site, Dictionary<string, byte[]> files)
    {
        var source = Upstream.Write(site.Folder.Path, "odd", "1.0", files);
        File.CreateSymbolicLink($"{source}/link to deep", "a/b/c/d/e/deep.txt");
        File.CreateSymbolicLink($"{source}/a/b/up", "../../empty.dat");
        await site.Http.CreateProjectAsync("tests");
        await Upstream.PublishAsync(site.Http, source, "odd", "1.0", "tests");
        await site.Http.CreateProductAsync("tools", "odd");
        await site.Http.CreateReleaseAsync("tools", "1.0");
        await site.Http.WaitReadyAsync("tools", "1.0");
        return source;
    }

    private static async Task<string> DownloadAsync(Site site)
    {
        var folder = Directory.CreateDirectory(site.Folder["download"]).FullName;
        string[] files =
        [
            "tools-1.0.iso",
            "tools-1.0.iso.asc",
            "SHA256SUMS",
            "SHA256SUMS.asc",
            "release.json",
            "CONTENTS.SHA256SUMS",
            "CONTENTS.SHA256SUMS.sig",
        ];
        foreach (var file in files)
        {
            await site.Http.DownloadAsync($"/download/tools/1.0/{file}", $"{folder}/{file}");
        }

        await site.Http.DownloadAsync("/keys/openpgp.asc", $"{folder}/openpgp.asc");
        return folder;
    }

    private static string Home(string folder) =>
        Directory
            .CreateDirectory(
                $"{folder}/gnupg",
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            )
            .FullName;

    private static Task<string> Gpgv(string folder, string signature, string file) =>
        Tool.RunAsync(
            "gpgv",
            "--keyring",
            $"{folder}/key.gpg",
            $"{folder}/{signature}",
            $"{folder}/{file}"
        );
}

public sealed class DistroTests_Sqlite() : DistroTests(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class DistroTests_PostgreSql() : DistroTests(DatabaseProvider.PostgreSql);
