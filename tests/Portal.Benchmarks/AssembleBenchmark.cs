using System.Security.Cryptography;
using Portal.Iso9660;

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
        var ours = Path.Combine(folder, "ours.iso");
        var theirs = Path.Combine(folder, "theirs.iso");
        return await Measurement.PairAsync(
            $"assemble, {options.MiB} MiB in {options.Files} files",
            "xorriso -J -R, then openssl dgst",
            options.Rounds,
            _ => Measurement.TimeAsync(() => AssembleAsync(tree, ours)),
            _ =>
                Measurement.TimeAsync(async () =>
                {
                    File.Delete(theirs);
                    await Tool.RunAsync(
                        "xorriso",
                        "-as",
                        "mkisofs",
                        "-quiet",
                        "-J",
                        "-R",
                        "-o",
                        theirs,
                        tree.Root
                    );
                    await Tool.RunAsync("openssl", "dgst", "-sha256", theirs);
                })
        );
    }

    private static async Task AssembleAsync(SampleTree tree, string path)
    {
        var builder = new IsoTreeBuilder();
        foreach (var (file, length) in tree.Files)
        {
            // The path names the content: in the portal it is the digest, which is known from the upload.
            builder.AddFile(file, length, file);
        }

        var layout = IsoLayout.Plan(builder.Build(), new IsoProfile("BENCHMARK", 1_767_225_600));
        File.Delete(path);
        await using var image = new FileStream(
            path,
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 0
        );
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var both = new HashingStream(image, hash);
        await IsoWriter.WriteAsync(layout, new FolderSource(tree.Root), both);
        _ = hash.GetHashAndReset();
        if (image.Length != layout.Length)
        {
            throw new InvalidOperationException(
                $"The image has {image.Length} bytes, not {layout.Length}."
            );
        }
    }

    private sealed class FolderSource(string root) : IContentSource
    {
        public ValueTask<Stream> OpenAsync(string contentId, CancellationToken cancellationToken) =>
            new(
                new FileStream(
                    Path.Combine(root, contentId),
                    FileMode.Open,
                    FileAccess.Read,
                    FileShare.Read,
                    bufferSize: 0
                )
            );
    }
}
