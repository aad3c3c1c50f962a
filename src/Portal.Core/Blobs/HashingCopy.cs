using System.Buffers;
using System.Runtime.ExceptionServices;
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

    /// <summary>Writes from the beginning of the file. A source that fails leaves in it what it gave before.</summary>
    /// <param name="refuse">Asked with the bytes so far, block by block; an error ends the copy.</param>
    public static Task<Result<(Digest Digest, long Length)>> CopyAsync(
        Stream source,
        SafeFileHandle target,
        Func<long, Error?> refuse,
        CancellationToken cancellationToken
    ) => CopyAsync(source, target, at: 0, refuse, cancellationToken);

    /// <summary>The same, from an offset of the file on; digest and length are those of the source.</summary>
    public static async Task<Result<(Digest Digest, long Length)>> CopyAsync(
        Stream source,
        SafeFileHandle target,
        long at,
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
                    (count, var broken) = await FillAsync(source, block, cancellationToken);
                    last = count < BlockSize;
                    if (refuse(length + count) is { } error)
                    {
                        return error;
                    }

                    // Not cancelled: what has arrived is kept, so that an upload by a bad line gets on at all.
                    await RandomAccess.WriteAsync(
                        target,
                        block.AsMemory(0, count),
                        at + length,
                        CancellationToken.None
                    );
                    length += count;
                    broken?.Throw();
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

    /// <summary>Reads a whole block unless the source ends; with what it threw, when it broke off.</summary>
    private static async Task<(int Count, ExceptionDispatchInfo? Broken)> FillAsync(
        Stream source,
        byte[] block,
        CancellationToken cancellationToken
    )
    {
        var count = 0;
        try
        {
            while (count < BlockSize)
            {
                var read = await source.ReadAsync(
                    block.AsMemory(count, BlockSize - count),
                    cancellationToken
                );
                if (read == 0)
                {
                    break;
                }

                count += read;
            }

            return (count, null);
        }
        catch (Exception e)
        {
            return (count, ExceptionDispatchInfo.Capture(e));
        }
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
