using System.Buffers;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using Portal.Problems;
using Portal.Protocol;

namespace Portal.Blobs;

/// <summary>
/// Writes a stream to a file and hashes it on the way: the receiver writes while a second task hashes, over a ring of
/// blocks, so that neither waits for the other's work and memory stays at 2 MiB an upload.
/// </summary>
internal static class HashingCopy
{
    public const int BlockSize = 256 * 1024;
    private const int Blocks = 8;

    /// <param name="refuse">Asked with the bytes so far, block by block; an error ends the copy.</param>
    public static async Task<Result<(Digest Digest, long Length)>> CopyAsync(
        Stream source,
        SafeFileHandle target,
        Func<long, Error?> refuse,
        CancellationToken cancellationToken
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var free = new SemaphoreSlim(Blocks);
        var full = Channel.CreateUnbounded<ArraySegment<byte>>(
            new() { SingleReader = true, SingleWriter = true }
        );
        var hashing = Task.Run(() => HashAsync(full.Reader, hash, free), CancellationToken.None);
        var length = 0L;
        try
        {
            for (var last = false; !last; )
            {
                await free.WaitAsync(cancellationToken);
                var block = ArrayPool<byte>.Shared.Rent(BlockSize);
                var count = 0;
                try
                {
                    count = await source.ReadAtLeastAsync(
                        block.AsMemory(0, BlockSize),
                        BlockSize,
                        throwOnEndOfStream: false,
                        cancellationToken
                    );
                    last = count < BlockSize;
                    if (refuse(length + count) is { } error)
                    {
                        return error;
                    }

                    await RandomAccess.WriteAsync(
                        target,
                        block.AsMemory(0, count),
                        length,
                        cancellationToken
                    );
                    length += count;
                }
                finally
                {
                    // The hasher gives every block back, also that of a failed read.
                    full.Writer.TryWrite(new(block, 0, count));
                }
            }
        }
        finally
        {
            full.Writer.Complete();
            await hashing;
        }

        return (Digest.FromHash(hash.GetCurrentHash()), length);
    }

    private static async Task HashAsync(
        ChannelReader<ArraySegment<byte>> full,
        IncrementalHash hash,
        SemaphoreSlim free
    )
    {
        await foreach (var block in full.ReadAllAsync())
        {
            hash.AppendData(block);
            ArrayPool<byte>.Shared.Return(block.Array!);
            free.Release();
        }
    }
}
