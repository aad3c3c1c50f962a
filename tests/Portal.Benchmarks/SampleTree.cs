namespace Portal.Benchmarks;

/// <summary>A folder of files as guest tools have them: many small ones, a few large ones, always the same bytes.</summary>
internal sealed class SampleTree
{
    private const int FilesPerFolder = 25;

    private SampleTree(string root, int mib, IReadOnlyList<(string Path, long Length)> files) =>
        (Root, Size, Files) = (root, $"{mib} MiB in {files.Count:N0} files", files);

    public string Root { get; }

    /// <summary>For people: <c>200 MiB in 800 files</c>.</summary>
    public string Size { get; }

    /// <summary>Paths relative to the root, with '/'.</summary>
    public IReadOnlyList<(string Path, long Length)> Files { get; }

    public static async Task<SampleTree> MakeAsync(string root, int mib, int count)
    {
        var random = new Random(20111122);
        var weights = Enumerable
            .Range(0, count)
            .Select(_ => Math.Pow(random.NextDouble(), 6) + 0.001)
            .ToArray();
        var scale = ((long)mib << 20) / weights.Sum();
        var files = new List<(string, long)>(count);
        var block = new byte[1 << 20];
        for (var i = 0; i < count; i++)
        {
            var path = $"component-{i / FilesPerFolder / 4}/part-{i / FilesPerFolder}/file-{i}.bin";
            var full = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            var length = (long)(weights[i] * scale);
            await using var stream = File.Create(full);
            for (var rest = length; rest > 0; rest -= block.Length)
            {
                var piece = block.AsMemory(0, (int)Math.Min(rest, block.Length));
                random.NextBytes(piece.Span);
                await stream.WriteAsync(piece);
            }

            files.Add((path, length));
        }

        return new(root, mib, files);
    }
}
