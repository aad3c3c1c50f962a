using Portal.Iso9660;

namespace Portal.Benchmarks;

/// <summary>One image of a tree, by the library and by its peer.</summary>
internal static class IsoImage
{
    public static IsoLayout Plan(SampleTree tree)
    {
        var builder = new IsoTreeBuilder();
        foreach (var (file, length) in tree.Files)
        {
            // The path names the content: in the portal it is the digest, which is known from the upload.
            builder.AddFile(file, length, file);
        }

        return IsoLayout.Plan(builder.Build(), new IsoProfile("BENCHMARK", 1_767_225_600));
    }

    /// <summary>Seconds to plan and write the image.</summary>
    public static Task<double> WriteAsync(SampleTree tree, string path, bool hashed) =>
        Measurement.TimeAsync(() => WriteAsync(Plan(tree), tree, path, hashed));

    public static async Task WriteAsync(IsoLayout layout, SampleTree tree, string path, bool hashed)
    {
        File.Delete(path);
        await using var image = new FileStream(
            path,
            FileMode.CreateNew,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 0
        );
        var source = new FolderSource(tree.Root);
        if (hashed)
        {
            await IsoWriter.WriteHashedAsync(layout.Parts, source, image);
        }
        else
        {
            await IsoWriter.WriteAsync(layout, source, image);
        }

        if (image.Length != layout.Length)
        {
            throw new InvalidOperationException(
                $"The image has {image.Length} bytes, not {layout.Length}."
            );
        }
    }

    /// <summary>Seconds xorriso takes, and openssl after it if there shall be a hash.</summary>
    public static Task<double> PeerAsync(SampleTree tree, string path, bool hashed) =>
        Measurement.TimeAsync(async () =>
        {
            await XorrisoAsync(tree, path);
            if (hashed)
            {
                await Tool.RunAsync("openssl", "dgst", "-sha256", path);
            }
        });

    /// <summary>Bytes of xorriso's image when its bare names are as long as ours, not cut to 8 characters.</summary>
    public static async Task<long> PeerLengthWithLongNamesAsync(SampleTree tree, string path)
    {
        await XorrisoAsync(tree, path, "-l");
        var length = new FileInfo(path).Length;
        File.Delete(path);
        return length;
    }

    private static async Task XorrisoAsync(SampleTree tree, string path, params string[] more)
    {
        File.Delete(path);
        string[] always = ["-as", "mkisofs", "-quiet", "-J", "-R"];
        await Tool.RunAsync("xorriso", [.. always, .. more, "-o", path, tree.Root]);
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
