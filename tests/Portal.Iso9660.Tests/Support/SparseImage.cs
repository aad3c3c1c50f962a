namespace Portal.Iso9660.Tests.Support;

/// <summary>A planned image whose contents are all zeros: any size, no bytes.</summary>
internal sealed class SparseImage(IsoLayout layout) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => layout.Length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var target = buffer.AsSpan(offset, (int)Math.Min(count, Length - Position));
        target.Clear();
        if (Position < layout.Head.Length)
        {
            var head = layout.Head.Span[(int)Position..];
            head[..Math.Min(head.Length, target.Length)].CopyTo(target);
        }

        Position += target.Length;
        return target.Length;
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override void Flush() { }
}
