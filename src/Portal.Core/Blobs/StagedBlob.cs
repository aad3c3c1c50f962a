using Portal.Protocol;

namespace Portal.Blobs;

/// <summary>A file in a staging folder, written and hashed, not yet in the store.</summary>
public sealed class StagedBlob
{
    internal StagedBlob(Digest digest, long length, string path)
    {
        Digest = digest;
        Length = length;
        Path = path;
    }

    public Digest Digest { get; }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>Where it lies until it is placed or its upload is disposed.</summary>
    internal string Path { get; }

    /// <summary>For reading from the beginning, before it is placed.</summary>
    public FileStream OpenStream() =>
        new(
            Path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0
        );
}
