using Microsoft.Win32.SafeHandles;
using Portal.Iso9660.Serving;

namespace Portal.Iso9660;

/// <summary>
/// An image that exists only as its parts: any span of it can be read at any time, from many threads at once, straight
/// from the files of its contents. Keeps a bounded number of them open.
/// </summary>
public sealed class VirtualIso : IDisposable
{
    /// <summary>Contents kept open when nothing else is said.</summary>
    public const int DefaultMaxOpenContents = 32;

    private readonly IsoImageParts _parts;
    private readonly ContentHandles _handles;

    /// <param name="parts">The image.</param>
    /// <param name="open">
    /// Opens a content for random reading; the handle is this object's from then on. Called from any thread. Blobs
    /// must not change: a length other than declared is an <see cref="IsoException"/>.
    /// </param>
    /// <param name="maxOpenContents">Idle handles beyond this are closed, the longest unused first.</param>
    public VirtualIso(
        IsoImageParts parts,
        Func<string, SafeFileHandle> open,
        int maxOpenContents = DefaultMaxOpenContents
    )
    {
        ArgumentNullException.ThrowIfNull(parts);
        ArgumentNullException.ThrowIfNull(open);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxOpenContents, 1);
        _parts = parts;
        _handles = new ContentHandles(open, maxOpenContents);
    }

    /// <summary>The same from the paths of the contents' files.</summary>
    public VirtualIso(
        IsoImageParts parts,
        Func<string, string> pathOf,
        int maxOpenContents = DefaultMaxOpenContents
    )
        : this(
            parts,
            contentId => File.OpenHandle(pathOf(contentId), options: FileOptions.None),
            maxOpenContents
        ) => ArgumentNullException.ThrowIfNull(pathOf);

    /// <summary>Bytes of the image.</summary>
    public long Length => _parts.Length;

    /// <summary>Fills the buffer from the offset on; fewer bytes only at the image's end, 0 beyond it.</summary>
    /// <exception cref="IsoException"><c>iso.content.length</c>: a content is not as long as declared.</exception>
    public int ReadAt(long offset, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var done = 0;
        while (done < buffer.Length && offset < Length)
        {
            var segment = Segment.At(_parts, offset, buffer.Length - done);
            var target = buffer.Slice(done, segment.Length);
            if (segment.Extent is { } extent)
            {
                using var lease = _handles.Lease(extent);
                ReadFully(lease.Handle, extent, target, segment.Start);
            }
            else
            {
                segment.CopyTo(target);
            }

            done += segment.Length;
            offset += segment.Length;
        }

        return done;
    }

    /// <inheritdoc cref="ReadAt"/>
    public async ValueTask<int> ReadAtAsync(
        long offset,
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var done = 0;
        while (done < buffer.Length && offset < Length)
        {
            var segment = Segment.At(_parts, offset, buffer.Length - done);
            var target = buffer.Slice(done, segment.Length);
            if (segment.Extent is { } extent)
            {
                using var lease = _handles.Lease(extent);
                await ReadFullyAsync(lease.Handle, extent, target, segment.Start, cancellationToken)
                    .ConfigureAwait(false);
            }
            else
            {
                segment.CopyTo(target.Span);
            }

            done += segment.Length;
            offset += segment.Length;
        }

        return done;
    }

    /// <summary>
    /// A seekable read-only view from the image's start, with a position of its own. It stays usable until this object
    /// is disposed; disposing it leaves this object alone.
    /// </summary>
    public Stream OpenStream() => new VirtualIsoStream(this);

    public void Dispose() => _handles.Dispose();

    private static void ReadFully(
        SafeFileHandle handle,
        IsoExtent extent,
        Span<byte> target,
        long start
    )
    {
        while (!target.IsEmpty)
        {
            var read = RandomAccess.Read(handle, target, start);
            ThrowAtEnd(read, extent, start);
            target = target[read..];
            start += read;
        }
    }

    private static async ValueTask ReadFullyAsync(
        SafeFileHandle handle,
        IsoExtent extent,
        Memory<byte> target,
        long start,
        CancellationToken cancellationToken
    )
    {
        while (!target.IsEmpty)
        {
            var read = await RandomAccess
                .ReadAsync(handle, target, start, cancellationToken)
                .ConfigureAwait(false);
            ThrowAtEnd(read, extent, start);
            target = target[read..];
            start += read;
        }
    }

    private static void ThrowAtEnd(int read, IsoExtent extent, long start)
    {
        if (read == 0)
        {
            throw new IsoException(
                "iso.content.length",
                extent.ContentId,
                $"the content ended after {start} bytes; {extent.Length} were declared."
            );
        }
    }
}
