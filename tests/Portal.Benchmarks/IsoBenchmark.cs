using System.Globalization;
using Portal.Iso9660;

namespace Portal.Benchmarks;

/// <summary>The ISO library against xorriso, on the same trees: writing with and without the hash, planning, size, memory.</summary>
internal static class IsoBenchmark
{
    private const int SmallMiB = 205;

    /// <summary>The rows of the table.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(Options options, string folder)
    {
        var rows = new List<string>();
        rows.AddRange(
            await MeasureAsync(options, Path.Combine(folder, "large"), options.MiB, options.Files)
        );
        var small = Path.Combine(folder, "small");
        var tree = await SampleTree.MakeAsync(small, SmallMiB, options.SmallFiles);
        rows.Add(
            (
                await Measurement.PairAsync(
                    $"write and SHA-256, {SmallMiB} MiB in {options.SmallFiles} files",
                    "xorriso -J -R, without a hash",
                    options.Rounds,
                    _ => IsoImage.WriteAsync(tree, small + ".ours.iso", hashed: true),
                    _ => IsoImage.PeerAsync(tree, small + ".theirs.iso", hashed: false)
                )
            ).Row()
        );
        rows.Add(Planning(tree, options.Rounds));
        rows.Add(Overhead(tree, small));
        return rows;
    }

    private static async Task<IReadOnlyList<string>> MeasureAsync(
        Options options,
        string path,
        int mib,
        int files
    )
    {
        var tree = await SampleTree.MakeAsync(path, mib, files);
        var (ours, theirs) = (path + ".ours.iso", path + ".theirs.iso");
        var size = $"{mib} MiB in {files} files";
        var withHash = await Measurement.PairAsync(
            $"write and SHA-256, {size}",
            "xorriso -J -R, then openssl dgst",
            options.Rounds,
            _ => IsoImage.WriteAsync(tree, ours, hashed: true),
            _ => IsoImage.PeerAsync(tree, theirs, hashed: true)
        );
        var without = await Measurement.PairAsync(
            $"write, {size}",
            "xorriso -J -R",
            options.Rounds,
            _ => IsoImage.WriteAsync(tree, ours, hashed: false),
            _ => IsoImage.PeerAsync(tree, theirs, hashed: false)
        );
        return
        [
            withHash.Row(),
            without.Row(),
            Planning(tree, options.Rounds),
            Overhead(tree, path),
            await MemoryAsync(tree, ours),
        ];
    }

    private static string Planning(SampleTree tree, int rounds)
    {
        var seconds = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var start = System.Diagnostics.Stopwatch.GetTimestamp();
            _ = IsoImage.Plan(tree);
            if (round > 0)
            {
                seconds.Add(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        var sorted = seconds.Order().ToArray();
        return Row(
            $"plan {tree.Files.Count} files",
            "none",
            $"{sorted[sorted.Length / 2]:0.000}",
            "",
            "",
            $"{sorted[0]:0.000}-{sorted[^1]:0.000} s"
        );
    }

    /// <summary>Bytes of the image beyond the files rounded up to sectors.</summary>
    private static string Overhead(SampleTree tree, string path)
    {
        double data = tree.Files.Sum(file => (file.Length + 2047) / 2048 * 2048);
        var ours = new FileInfo(path + ".ours.iso").Length - data;
        var theirs = new FileInfo(path + ".theirs.iso").Length - data;
        return Row(
            $"image beyond its data, {tree.Files.Count} files, KiB",
            "xorriso -J -R",
            $"{ours / 1024:0}",
            $"{theirs / 1024:0}",
            $"{ours / theirs:0.00}",
            $"{100 * ours / data:0.00} % of the data"
        );
    }

    /// <summary>How far the peak of the process's memory rises above what it was with the planned image.</summary>
    private static async Task<string> MemoryAsync(SampleTree tree, string path)
    {
        var layout = IsoImage.Plan(tree);
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // proc(5): 5 resets the peak to what is resident now.
        await File.WriteAllTextAsync("/proc/self/clear_refs", "5");
        var before = Status("VmRSS");
        await IsoImage.WriteAsync(layout, tree, path, hashed: true);
        return Row(
            $"memory while writing {tree.Files.Count} files, MiB beyond the head",
            "none",
            $"{(Status("VmHWM") - before) / 1024.0:0.0}",
            "",
            "",
            $"head {layout.Head.Length / 1024.0 / 1024.0:0.0} MiB"
        );
    }

    private static long Status(string name) =>
        long.Parse(
            File.ReadLines("/proc/self/status")
                .First(line => line.StartsWith(name + ":", StringComparison.Ordinal))[
                    (name.Length + 1)..
                ]
                .Replace("kB", "", StringComparison.Ordinal)
                .Trim(),
            CultureInfo.InvariantCulture
        );

    private static string Row(params string[] cells) => $"| {string.Join(" | ", cells)} |";
}
