namespace Portal.Iso9660;

/// <summary>How an image is written.</summary>
public sealed record IsoWriteOptions
{
    /// <summary>
    /// True: each content is hashed as it is read and must have the SHA-256 that its id spells in hexadecimal. A flipped
    /// bit on a disk then ends the writing instead of becoming part of the image.
    /// </summary>
    public bool CheckContents { get; init; }

    /// <summary>Gets the bytes written so far, about once a MiB.</summary>
    public IProgress<long>? Progress { get; init; }
}

/// <summary>An image that was written whole.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">Of all of them: 32 bytes.</param>
public sealed record IsoWritten(long Length, ReadOnlyMemory<byte> Sha256);
