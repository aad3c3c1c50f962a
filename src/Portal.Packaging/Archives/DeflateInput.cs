namespace Portal.Packaging.Archives;

/// <summary>
/// The compressed bytes between two positions of an archive, as .NET's inflater is given them. The inflater reads ahead
/// and does not say by how much; the last bytes are handed out one by one, so that where it stops is where the
/// compressed data ends.
/// </summary>
/// <param name="archive">Positioned at the first byte.</param>
/// <param name="length">Bytes that may be read.</param>
/// <param name="oneByOne">How many of them, at the end, are handed out one by one.</param>
internal sealed class DeflateInput(Stream archive, long length, int oneByOne) : Stream
{
    private readonly long _fast = Math.Max(0, length - oneByOne);

    /// <summary>Bytes handed out; exact for the end of the data when <see cref="EndIsExact"/>.</summary>
    public long Consumed { get; private set; }

    /// <summary>True when the inflater stopped among the bytes that it got one by one.</summary>
    public bool EndIsExact => Consumed > _fast || _fast == 0;

    /// <summary>True when the inflater wanted more than there is: the data has no end.</summary>
    public bool RanOut { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        var wanted = Next(buffer.Length);
        return Took(
            wanted == 0
                ? 0
                : await archive.ReadAsync(buffer[..wanted], cancellationToken).ConfigureAwait(false)
        );
    }

    public override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        Took(archive.Read(buffer, offset, Next(count)));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    private int Next(int room) =>
        (int)Math.Min(room, Consumed < _fast ? _fast - Consumed : Math.Min(1, length - Consumed));

    private int Took(int count)
    {
        RanOut |= count == 0;
        Consumed += count;
        return count;
    }
}
