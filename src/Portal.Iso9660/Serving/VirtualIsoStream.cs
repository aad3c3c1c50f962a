namespace Portal.Iso9660.Serving;

/// <summary>A position over <see cref="VirtualIso.ReadAt"/>.</summary>
internal sealed class VirtualIsoStream(VirtualIso image, bool ownsImage)
    : ReadOnlyStream(image.Length)
{
    public override int Read(Span<byte> buffer)
    {
        var read = image.ReadAt(Position, buffer);
        Position += read;
        return read;
    }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        var read = await image
            .ReadAtAsync(Position, buffer, cancellationToken)
            .ConfigureAwait(false);
        Position += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && ownsImage)
        {
            image.Dispose();
        }

        base.Dispose(disposing);
    }
}
