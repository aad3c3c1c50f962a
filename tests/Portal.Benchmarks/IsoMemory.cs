using System.Globalization;
using Portal.Iso9660;

namespace Portal.Benchmarks;

/// <summary>How far the peak of this program's memory rises above what was resident before, for each use of the library.</summary>
internal static class IsoMemory
{
    private const int Readers = 8;
    private const int ReadsEach = 2_000;

    /// <summary>The rows of the table, of an image that was written at a path.</summary>
    public static async Task<IReadOnlyList<string>> RowsAsync(SampleTree tree, string path)
    {
        var layout = IsoImage.Plan(tree);
        var head = layout.Head.Length;
        return
        [
            await RowAsync("plan", tree, head, () => Task.FromResult<object>(IsoImage.Plan(tree))),
            await RowAsync(
                "write and SHA-256",
                tree,
                head,
                async () =>
                {
                    await IsoImage.WriteAsync(layout, tree, path, hashed: true);
                    return path;
                }
            ),
            await RowAsync(
                $"serve: {Readers} readers at random places",
                tree,
                head,
                () => ServeAsync(layout.Parts, tree)
            ),
            await RowAsync("read all entries", tree, head, () => OpenAsync(path, IsoReader.Open)),
            await RowAsync(
                "verify",
                tree,
                head,
                () => OpenAsync(path, (stream, _) => IsoVerifier.Inspect(stream))
            ),
        ];
    }

    private static Task<object> OpenAsync<T>(string path, Func<Stream, IsoReadOptions?, T> use)
        where T : class
    {
        using var stream = File.OpenRead(path);
        return Task.FromResult<object>(use(stream, null));
    }

    private static async Task<object> ServeAsync(IsoImageParts parts, SampleTree tree)
    {
        using var image = new VirtualIso(parts, id => File.OpenHandle(Path.Combine(tree.Root, id)));
        await Parallel.ForAsync(
            0,
            Readers,
            new ParallelOptions { MaxDegreeOfParallelism = Readers },
            async (reader, cancellationToken) =>
            {
                var random = new Random(reader);
                var buffer = new byte[64 << 10];
                for (var i = 0; i < ReadsEach; i++)
                {
                    await image.ReadAtAsync(
                        random.NextInt64(image.Length),
                        buffer,
                        cancellationToken
                    );
                }
            }
        );
        return image;
    }

    private static async Task<string> RowAsync(
        string what,
        SampleTree tree,
        int head,
        Func<Task<object>> use
    )
    {
        _ = await use(); // whatever is made once in a program's life
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // proc(5): 5 resets the peak to what is resident now.
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5");
        var before = ResidentKiB("VmRSS");
        var kept = await use();
        var peak = ResidentKiB("VmHWM") - before;
        GC.KeepAlive(kept);
        return IsoBenchmark.Row(
            $"memory, {what}, {tree.Files.Count:N0} files",
            "none",
            $"{peak / 1024.0:0.0} MiB",
            "",
            "",
            $"head {head / 1024.0 / 1024.0:0.0} MiB",
            ""
        );
    }

    private static long ResidentKiB(string name) =>
        long.Parse(
            File.ReadLines("/proc/self/status")
                .First(line => line.StartsWith(name + ":", StringComparison.Ordinal))[
                    (name.Length + 1)..
                ]
                .Replace("kB", "", StringComparison.Ordinal)
                .Trim(),
            CultureInfo.InvariantCulture
        );
}
