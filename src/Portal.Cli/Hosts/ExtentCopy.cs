using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Portal.Iso9660;

namespace Portal.Cli.Hosts;

/// <summary>Contents that lie in images on the disk, checked while they are read.</summary>
internal static class ExtentCopy
{
    private const int BufferSize = 256 * 1024;

    /// <summary>True when the file has the content there.</summary>
    public static async Task<bool> HoldsAsync(
        FileStream file,
        IsoExtent extent,
        CancellationToken cancellationToken
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (
            var (_, block) in BlocksAsync(file, extent.Offset, extent.Length, cancellationToken)
        )
        {
            hash.AppendData(block.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()) == extent.ContentId;
    }

    /// <summary>False when the older image does not hold what is told of it.</summary>
    public static async Task<bool> RunAsync(
        (string File, long Offset) place,
        FileStream file,
        IsoExtent extent,
        CancellationToken cancellationToken
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var source = new FileStream(
            place.File,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete,
            bufferSize: 0
        );
        await foreach (
            var (at, block) in BlocksAsync(source, place.Offset, extent.Length, cancellationToken)
        )
        {
            hash.AppendData(block.Span);
            await RandomAccess.WriteAsync(
                file.SafeFileHandle,
                block,
                extent.Offset + at,
                cancellationToken
            );
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()) == extent.ContentId;
    }

    private static async IAsyncEnumerable<(long At, ReadOnlyMemory<byte> Block)> BlocksAsync(
        FileStream file,
        long offset,
        long length,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var buffer = new byte[(int)Math.Min(BufferSize, length)];
        var at = 0L;
        while (at < length)
        {
            var read = await RandomAccess.ReadAsync(
                file.SafeFileHandle,
                buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - at)),
                offset + at,
                cancellationToken
            );
            if (read == 0)
            {
                yield break;
            }

            yield return (at, buffer.AsMemory(0, read));
            at += read;
        }
    }
}
