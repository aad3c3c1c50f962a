using System.Buffers;

namespace Portal.Iso9660;

/// <summary>Writes images in one forward pass: the destination is never seeked, so it may be a pipe or a hash.</summary>
public static class IsoWriter
{
    /// <summary>Large enough that neither small files nor padding cost a write of their own.</summary>
    private const int BufferSize = 1 << 20;

    /// <inheritdoc cref="WriteAsync(IsoImageParts, IContentSource, Stream, IProgress{long}?, CancellationToken)"/>
    public static Task WriteAsync(
        IsoLayout layout,
        IContentSource source,
        Stream destination,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(layout);
        return WriteAsync(layout.Parts, source, destination, progress, cancellationToken);
    }

    /// <summary>Writes the whole image.</summary>
    /// <param name="parts">From <see cref="IsoLayout.Parts"/>, or as they were stored.</param>
    /// <param name="source">Every content must have exactly its declared length.</param>
    /// <param name="destination">Written at its current position; neither flushed nor closed.</param>
    /// <param name="progress">Gets the bytes written so far, about once a MiB.</param>
    /// <param name="cancellationToken">Ends the writing, leaving a partial image.</param>
    /// <exception cref="IsoException"><c>iso.content.length</c>: a content is shorter or longer than declared.</exception>
    public static async Task WriteAsync(
        IsoImageParts parts,
        IContentSource source,
        Stream destination,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        var output = new Output(destination, progress, cancellationToken);
        try
        {
            await output.AddAsync(parts.Head).ConfigureAwait(false);
            foreach (var extent in parts.Extents)
            {
                await output.AddZerosAsync(extent.Offset).ConfigureAwait(false);
                await CopyAsync(extent, source, output, cancellationToken).ConfigureAwait(false);
            }

            await output.AddZerosAsync(parts.TailOffset).ConfigureAwait(false);
            await output.AddAsync(parts.Tail).ConfigureAwait(false);
            await output.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            output.Return();
        }
    }

    private static async Task CopyAsync(
        IsoExtent extent,
        IContentSource source,
        Output output,
        CancellationToken cancellationToken
    )
    {
        var content = await source
            .OpenAsync(extent.ContentId, cancellationToken)
            .ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            for (var rest = extent.Length; rest > 0; )
            {
                var room = await output.GetRoomAsync().ConfigureAwait(false);
                var read = await content
                    .ReadAsync(room[..(int)Math.Min(room.Length, rest)], cancellationToken)
                    .ConfigureAwait(false);
                if (read == 0)
                {
                    throw WrongLength(extent, $"ended after {extent.Length - rest} bytes");
                }

                output.Advance(read);
                rest -= read;
            }

            // One byte more would be written over by the next file: the source changed since it was measured.
            var end = await output.GetRoomAsync().ConfigureAwait(false);
            if (await content.ReadAsync(end[..1], cancellationToken).ConfigureAwait(false) != 0)
            {
                throw WrongLength(extent, "goes on");
            }
        }
    }

    private static IsoException WrongLength(IsoExtent extent, string what) =>
        new(
            "iso.content.length",
            extent.ContentId,
            $"the content {what}; {extent.Length} bytes were declared."
        );

    /// <summary>Collects bytes in one pooled buffer and writes it when full.</summary>
    private sealed class Output(
        Stream destination,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        private long _written;
        private int _filled;

        /// <summary>Room for at least one byte.</summary>
        public async ValueTask<Memory<byte>> GetRoomAsync()
        {
            if (_filled == _buffer.Length)
            {
                await FlushAsync().ConfigureAwait(false);
            }

            return _buffer.AsMemory(_filled);
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
            for (var rest = position - _written - _filled; rest > 0; )
            {
                var room = await GetRoomAsync().ConfigureAwait(false);
                var count = (int)Math.Min(room.Length, rest);
                room.Span[..count].Clear();
                Advance(count);
                rest -= count;
            }
        }

        public async ValueTask FlushAsync()
        {
            await destination
                .WriteAsync(_buffer.AsMemory(0, _filled), cancellationToken)
                .ConfigureAwait(false);
            _written += _filled;
            _filled = 0;
            progress?.Report(_written);
        }

        public void Return() => ArrayPool<byte>.Shared.Return(_buffer);
    }
}
