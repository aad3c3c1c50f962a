using System.Diagnostics;

namespace Portal.Benchmarks;

/// <summary>
/// The ISO library against xorriso, on the same trees: writing with and without the hash, planning, size, and the memory that
/// each use takes.
/// </summary>
internal static class IsoBenchmark
{
    private const int SmallMiB = 205;

    /// <summary>The rows of the table.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(Options options, string folder)
    {
        var large = await SampleTree.MakeAsync(
            Path.Combine(folder, "large"),
            options.MiB,
            options.Files
        );
        var small = await SampleTree.MakeAsync(
            Path.Combine(folder, "small"),
            SmallMiB,
            options.SmallFiles
        );
        return
        [
            await WriteAsync(large, options, hashed: true, peerHashed: true),
            await WriteAsync(large, options, hashed: false, peerHashed: false),
            // The peer makes no hash, and we do.
            await WriteAsync(small, options, hashed: true, peerHashed: false),
            Planning(large, options.Rounds),
            Planning(small, options.Rounds),
            .. await OverheadAsync(large),
            .. await OverheadAsync(small),
            .. await IsoMemory.RowsAsync(large, Ours(large)),
            .. await IsoMemory.RowsAsync(small, Ours(small)),
        ];
    }

    private static string Ours(SampleTree tree) => tree.Root + ".ours.iso";

    private static string Theirs(SampleTree tree) => tree.Root + ".theirs.iso";

    private static async Task<string> WriteAsync(
        SampleTree tree,
        Options options,
        bool hashed,
        bool peerHashed
    )
    {
        var measurement = await Measurement.PairAsync(
            $"{(hashed ? "write and SHA-256" : "write")}, {tree.Size}",
            $"xorriso -J -R{(peerHashed ? ", then openssl dgst" : "")}",
            options.Rounds,
            _ => IsoImage.WriteAsync(tree, Ours(tree), hashed),
            _ => IsoImage.PeerAsync(tree, Theirs(tree), peerHashed),
            countsCpu: true
        );
        await Console.Error.WriteLineAsync(measurement.Row());
        return measurement.Row();
    }

    /// <summary>Collecting the entries and planning, in a program that has done it before.</summary>
    private static string Planning(SampleTree tree, int rounds)
    {
        var seconds = new List<double>();
        for (var round = -1; round < Math.Max(rounds, 9); round++)
        {
            var start = Stopwatch.GetTimestamp();
            _ = IsoImage.Plan(tree);
            if (round >= 0)
            {
                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        var sorted = seconds.Order().ToArray();
        return Row(
            $"plan, {tree.Files.Count:N0} files",
            "none",
            $"{sorted[sorted.Length / 2]:0.0000}",
            "",
            "",
            $"{sorted[0]:0.0000}-{sorted[^1]:0.0000} s",
            ""
        );
    }

    /// <summary>Bytes of the image beyond the files rounded up to sectors.</summary>
    private static async Task<IReadOnlyList<string>> OverheadAsync(SampleTree tree)
    {
        var data = tree.Files.Sum(file => (file.Length + 2047) / 2048 * 2048);
        var ours = new FileInfo(Ours(tree)).Length - data;
        return
        [
            Compare("xorriso -J -R", new FileInfo(Theirs(tree)).Length),
            Compare(
                "xorriso -J -R -l",
                await IsoImage.PeerLengthWithLongNamesAsync(tree, tree.Root + ".long.iso")
            ),
        ];

        string Compare(string peer, long length) =>
            Row(
                $"image beyond its data, {tree.Files.Count:N0} files",
                peer,
                $"{ours} B",
                $"{length - data} B",
                $"{(double)ours / (length - data):0.0000}",
                $"{100.0 * ours / data:0.00} % of the data",
                ""
            );
    }

    public static string Row(params string[] cells) => $"| {string.Join(" | ", cells)} |";
}
