using System.Text.Json;
using Portal.Data;

namespace Portal.EndToEnd;

/// <summary>
/// The stock tus-js-client of npm against the real portal: what others upload with works, and not only our own client.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class TusClientTests
{
    private const int Chunk = 500_000;

    [Fact]
    public async Task The_stock_client_uploads_in_chunks_aborts_goes_on_and_what_it_sent_is_published()
    {
        await using var site = await Site.StartAsync(DatabaseProvider.Sqlite);
        await site.Http.CreateProjectAsync("tests");
        var files = Enumerable
            .Range(0, 4)
            .ToDictionary(i => $"data/{i}.bin", i => Upstream.Noise(i, Chunk));
        var folder = Upstream.Write(site.Folder.Path, "agent", "2.0", files);
        var archive = folder + ".tar";
        await Tool.RunAsync("tar", "-cf", archive, "-C", folder, ".");
        var client = await InstallAsync(site);
        string[] arguments =
        [
            $"{site.Portal.Url}/api/v1/uploads",
            PortalProcess.AdminToken,
            archive,
            site.Folder["remembered.json"],
            $"{Chunk}",
            """{"component":"agent","version":"2.0","project":"tests","filename":"agent.tar"}""",
        ];

        var aborted = await RunAsync(client, ["abort", .. arguments]);
        var url = aborted.GetProperty("url").GetString()!;
        var offset = aborted.GetProperty("offset").GetInt64();
        Assert.Equal(2 * Chunk, offset);
        Assert.InRange(await Tus.OffsetAsync(site.Http, url), offset, offset + Chunk);
        // The portal may be another process by then.
        await site.Portal.KillAsync();
        await site.Portal.StartAsync();

        var resumed = await RunAsync(client, ["resume", .. arguments]);
        Assert.Equal(url, resumed.GetProperty("url").GetString());
        Assert.InRange(resumed.GetProperty("from").GetInt64(), offset, offset + Chunk);

        using var outcome = await Tus.OutcomeAsync(site.Http, url);
        Assert.Equal("created", outcome.RootElement.GetProperty("state").GetString());
        foreach (var (path, bytes) in files)
        {
            Assert.Equal(
                bytes,
                await site.Http.GetByteArrayAsync(
                    $"/api/v1/components/agent/versions/2.0/content?path={path}"
                )
            );
        }
    }

    /// <summary>By the lock file, beside the script, in the test's own folder.</summary>
    private static async Task<string> InstallAsync(Site site)
    {
        var folder = Directory.CreateDirectory(site.Folder["client"]).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Tus")))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        var (exit, output, errors) = await Tool.TryAsync(
            "npm",
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            new Dictionary<string, string?>(),
            folder
        );
        Assert.True(exit == 0, output + errors);
        return Path.Combine(folder, "upload.mjs");
    }

    private static async Task<JsonElement> RunAsync(string script, string[] arguments)
    {
        var said = await Tool.RunAsync("node", [script, .. arguments]);
        using var document = JsonDocument.Parse(said);
        return document.RootElement.Clone();
    }
}
