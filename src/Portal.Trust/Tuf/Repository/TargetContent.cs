using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Repository;

/// <summary>A target to be published, and where its bytes are.</summary>
public sealed record TargetContent
{
    private TargetContent(TargetFile file, Func<Stream>? open)
    {
        File = file;
        Open = open;
    }

    /// <summary>What metadata will say.</summary>
    public TargetFile File { get; }

    /// <summary>Opens the bytes; null when they are served from elsewhere.</summary>
    internal Func<Stream>? Open { get; }

    /// <summary>Bytes in memory.</summary>
    public static TargetContent Of(string path, byte[] content) =>
        new(TargetFile.Of(path, content), () => new MemoryStream(content, writable: false));

    /// <summary>A file whose length and SHA-256 are known; they are checked while it is copied.</summary>
    public static TargetContent OfFile(string path, string source, long length, string sha256) =>
        new(
            new TargetFile(path, length, Hashes.OfSha256(sha256)),
            () => new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read)
        );

    /// <summary>Bytes that somebody else serves under the target's hashed path, such as a blob of an image.</summary>
    public static TargetContent Elsewhere(TargetFile file) => new(file, null);
}
