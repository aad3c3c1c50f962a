using Portal.Data;
using Portal.Testing;

namespace Portal.EndToEnd;

/// <summary>A portal with something to back up, and what a restored one has to do.</summary>
[Trait("Speed", "Slow")]
public abstract class BackupSuite(DatabaseProvider provider)
{
    private protected async Task<Site> StartAsync(int files)
    {
        var site = await Site.StartAsync(provider);
        await site.Http.CreateProjectAsync("tests");
        var source = Upstream.Write(
            site.Folder.Path,
            "big",
            "1.0",
            Enumerable
                .Range(0, files)
                .ToDictionary(i => $"data/{i}.bin", i => Upstream.Noise(i, 500_000))
        );
        await Upstream.PublishAsync(site.Http, source, "big", "1.0", "tests");
        await site.Http.CreateProductAsync("tools", "big");
        await site.Http.CreateReleaseAsync("tools", "1.0");
        await site.Http.WaitReadyAsync("tools", "1.0");
        return site;
    }

    /// <summary>A PostgreSQL database to restore into; null on SQLite, whose file is made.</summary>
    private protected async Task<TestDatabase?> EmptyAsync() =>
        provider == DatabaseProvider.PostgreSql ? await TestDatabase.CreateAsync(provider) : null;

    private protected static async Task VerifiedAsync(string backup)
    {
        var (exit, output, errors) = await PortalProcess.CommandAsync(
            "/nonexistent",
            null,
            "backup",
            "--verify",
            backup
        );
        Assert.True(exit == 0, output + errors);
    }

    private protected static async Task RestoredAsync(
        string data,
        string? connection,
        params string[] arguments
    )
    {
        var (exit, output, errors) = await PortalProcess.CommandAsync(
            data,
            connection,
            ["restore", .. arguments]
        );
        Assert.True(exit == 0, output + errors);
        Assert.False(File.Exists(MarkerOf(data)));
    }

    private protected static async Task ServesAsync(
        PortalProcess portal,
        TestFolder folder,
        string version,
        string sha256
    )
    {
        foreach (var file in (string[])[$"tools-{version}.iso", "SHA256SUMS", "SHA256SUMS.asc"])
        {
            await portal.Http.DownloadAsync($"/download/tools/{version}/{file}", folder[file]);
        }

        Assert.StartsWith(
            sha256,
            await Tool.RunAsync("sha256sum", folder[$"tools-{version}.iso"]),
            StringComparison.Ordinal
        );
        await portal.Http.DownloadAsync("/keys/openpgp.asc", folder["openpgp.asc"]);
        await Tool.RunAsync(
            "gpg",
            "--yes",
            "-o",
            folder["k.gpg"],
            "--dearmor",
            folder["openpgp.asc"]
        );
        await Tool.RunAsync(
            "gpgv",
            "--keyring",
            folder["k.gpg"],
            folder["SHA256SUMS.asc"],
            folder["SHA256SUMS"]
        );
    }

    /// <summary>It is there while a restore is at work, or was cut off.</summary>
    private protected static string MarkerOf(string data) => Path.Combine(data, "restore.json");
}
