using System.Formats.Tar;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace Portal.Benchmarks;

/// <summary>PUT of a tar to a portal, stored and committed at the answer, against openssl dgst of the same file.</summary>
internal static class UploadBenchmark
{
    private const string Project = "benchmark";

    public static async Task<Measurement> RunAsync(Options options, string folder)
    {
        await using var portal = await RunningPortal.StartAsync(Path.Combine(folder, "data"));
        using (
            var made = await portal.Client.PostAsJsonAsync(
                "/api/v1/projects",
                new { name = Project, title = "Benchmark" }
            )
        )
        {
            await ExpectAsync(made);
        }

        // A version is new only with new content, so each round has an archive of its own, made before the clock runs.
        var tree = await SampleTree.MakeAsync(
            Path.Combine(folder, "tree"),
            options.MiB,
            options.Files
        );
        var archive = Path.Combine(folder, "component.tar");
        return await Measurement.PairAsync(
            $"upload, {options.MiB} MiB in {options.Files} files",
            "openssl dgst of the archive",
            options.Rounds,
            async round =>
            {
                await RewriteAsync(tree, round);
                await PackAsync(tree, archive, round);
                return await Measurement.TimeAsync(() =>
                    UploadAsync(portal.Client, archive, round)
                );
            },
            async round =>
            {
                if (!File.Exists(archive))
                {
                    await PackAsync(tree, archive, round);
                }

                return await Measurement.TimeAsync(() =>
                    Tool.RunAsync("openssl", "dgst", "-sha256", archive)
                );
            }
        );
    }

    /// <summary>Other first bytes in every file: nothing that was uploaded before can be reused.</summary>
    private static async Task RewriteAsync(SampleTree tree, int round)
    {
        foreach (var (path, length) in tree.Files.Where(file => file.Length >= sizeof(int)))
        {
            await using var stream = File.OpenWrite(Path.Combine(tree.Root, path));
            await stream.WriteAsync(BitConverter.GetBytes(round));
        }
    }

    private static async Task PackAsync(SampleTree tree, string archive, int round)
    {
        await using var stream = File.Create(archive);
        await using var tar = new TarWriter(stream, TarEntryFormat.Ustar);
        var manifest = $"""
            component: benchmark
            version: {Version(round)}
            summary: Made to be measured
            license: Apache-2.0

            """;
        await tar.WriteEntryAsync(
            new UstarTarEntry(TarEntryType.RegularFile, "component.yaml")
            {
                DataStream = new MemoryStream(
                    Encoding.UTF8.GetBytes(manifest.ReplaceLineEndings("\n"))
                ),
            }
        );
        foreach (var (path, _) in tree.Files)
        {
            await tar.WriteEntryAsync(Path.Combine(tree.Root, path), path);
        }
    }

    private static async Task UploadAsync(HttpClient client, string archive, int round)
    {
        await using var stream = new FileStream(
            archive,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            bufferSize: 0,
            FileOptions.SequentialScan
        );
        using var content = new StreamContent(stream, bufferSize: 1 << 20);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-tar");
        using var answer = await client.PutAsync(
            new Uri(
                $"/api/v1/components/benchmark/versions/{Version(round)}?project={Project}",
                UriKind.Relative
            ),
            content
        );
        await ExpectAsync(answer);
    }

    private static string Version(int round) => $"1.{round}";

    private static async Task ExpectAsync(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException(
                $"The portal answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}"
            );
        }
    }
}
