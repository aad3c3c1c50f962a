using System.Buffers;
using System.Security.Cryptography;

namespace Portal.Iso9660.Writing;

/// <summary>
/// Collects bytes in one buffer while the other one is being written and hashed, so that reading, writing and hashing
/// overlap.
/// </summary>
/// <param name="destination">Neither flushed nor closed.</param>
/// <param name="hash">Of all bytes; null when nobody asks.</param>
/// <param name="progress">Gets the bytes handed over so far.</param>
/// <param name="cancellationToken">Ends the writing.</param>
internal sealed class ImageOutput(
    Stream destination,
    IncrementalHash? hash,
    IProgress<long>? progress,
    CancellationToken cancellationToken
)
{
    /// <summary>Large enough that neither small files nor padding cost a write of their own.</summary>
    private const int BufferSize = 1 << 20;

    private byte[] _filling = ArrayPool<byte>.Shared.Rent(BufferSize);
    private byte[] _leaving = ArrayPool<byte>.Shared.Rent(BufferSize);
    private Task _write = Task.CompletedTask;
    private long _written;
    private int _filled;

    /// <summary>Bytes taken so far.</summary>
    public long Length => _written + _filled;

    /// <summary>Room for at least one byte.</summary>
    public async ValueTask<Memory<byte>> GetRoomAsync()
    {
        if (_filled == _filling.Length)
        {
            await SendAsync().ConfigureAwait(false);
        }

        return _filling.AsMemory(_filled);
    }

    public void Advance(int count) => _filled += count;

    public async ValueTask AddAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var room = await GetRoomAsync().ConfigureAwait(false);
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            Advance(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>Zeros up to a position of the image.</summary>
    public async ValueTask AddZerosAsync(long position)
    {
        for (var rest = position - Length; rest > 0; )
        {
            var room = await GetRoomAsync().ConfigureAwait(false);
            var count = (int)Math.Min(room.Length, rest);
            room.Span[..count].Clear();
            Advance(count);
            rest -= count;
        }
    }

    /// <summary>Returns when everything has been written.</summary>
    public async ValueTask CompleteAsync()
    {
        await SendAsync().ConfigureAwait(false);
        await _write.ConfigureAwait(false);
        progress?.Report(_written);
    }

    /// <summary>Gives the buffers back, after the last write has ended, well or not.</summary>
    public async ValueTask ReturnAsync()
    {
        await _write.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ArrayPool<byte>.Shared.Return(_filling);
        ArrayPool<byte>.Shared.Return(_leaving);
    }

    private async ValueTask SendAsync()
    {
        await _write.ConfigureAwait(false);
        if (_written > 0)
        {
            progress?.Report(_written);
        }

        (_filling, _leaving) = (_leaving, _filling);
        var block = _leaving.AsMemory(0, _filled);
        _written += _filled;
        _filled = 0;
        _write = WriteAsync(block);
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> block)
    {
        // The hash takes longest, and goes on beside both this write and the reading of the next block.
        var hashing = hash is null
            ? Task.CompletedTask
            : Task.Run(() => hash.AppendData(block.Span), CancellationToken.None);
        try
        {
            await destination.WriteAsync(block, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await hashing.ConfigureAwait(false); // it reads the buffer
        }
    }
}
