namespace Portal.Benchmarks;

/// <summary>Plan, write and SHA-256 in one pass, against xorriso and then openssl, which reads the image again.</summary>
internal static class AssembleBenchmark
{
    public static async Task<Measurement> RunAsync(Options options, string folder)
    {
        var tree = await SampleTree.MakeAsync(
            Path.Combine(folder, "tree"),
            options.MiB,
            options.Files
        );
        return await Measurement.PairAsync(
            $"assemble, {options.MiB} MiB in {options.Files} files",
            "xorriso -J -R, then openssl dgst",
            options.Rounds,
            _ => IsoImage.WriteAsync(tree, Path.Combine(folder, "ours.iso"), hashed: true),
            _ => IsoImage.PeerAsync(tree, Path.Combine(folder, "theirs.iso"), hashed: true),
            countsCpu: true
        );
    }
}
