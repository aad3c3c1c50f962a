using System.Security.Cryptography;

namespace Portal.Iso9660.Writing;

/// <summary>Copies contents into the output and holds each to its length and, if asked for, to its digest.</summary>
internal sealed class ContentCopier(IContentSource source, ImageOutput output, bool check)
    : IDisposable
{
    private readonly IncrementalHash? _hash = check
        ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256)
        : null;

    /// <exception cref="IsoException"><c>iso.content.length</c>, <c>iso.content.digest</c>.</exception>
    public async ValueTask CopyAsync(IsoExtent extent, CancellationToken cancellationToken)
    {
        var content = await source
            .OpenAsync(extent.ContentId, cancellationToken)
            .ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            // A file that was not opened for asynchronous use would hand each read to another thread, only to block that one.
            var file = content is FileStream { IsAsync: false } plain ? plain : null;
            var hasEnded = false;
            for (var rest = extent.Length; rest > 0; )
            {
                var room = await output.GetRoomAsync().ConfigureAwait(false);
                // One byte more would be written over by the next file: the source changed since it was measured.
                var target = room[..(int)Math.Min(room.Length, rest + 1)];
                var read = file is null
                    ? await content.ReadAsync(target, cancellationToken).ConfigureAwait(false)
                    : file.Read(target.Span);
                if (read == 0)
                {
                    throw WrongLength(extent, $"ended after {extent.Length - rest} bytes");
                }

                if (read > rest)
                {
                    throw WrongLength(extent, "goes on");
                }

                _hash?.AppendData(target.Span[..read]);
                output.Advance(read);
                rest -= read;
                // Only of a file on a disk, not of any stream, fewer bytes than asked for are the last ones.
                hasEnded = read < target.Length && file is { CanSeek: true };
            }

            if (!hasEnded)
            {
                await RequireEndAsync(content, extent, cancellationToken).ConfigureAwait(false);
            }
        }

        Check(extent);
    }

    public void Dispose() => _hash?.Dispose();

    private async ValueTask RequireEndAsync(
        Stream content,
        IsoExtent extent,
        CancellationToken cancellationToken
    )
    {
        var room = await output.GetRoomAsync().ConfigureAwait(false);
        if (await content.ReadAsync(room[..1], cancellationToken).ConfigureAwait(false) != 0)
        {
            throw WrongLength(extent, "goes on");
        }
    }

    private void Check(IsoExtent extent)
    {
        if (_hash is null)
        {
            return;
        }

        var actual = Convert.ToHexString(_hash.GetHashAndReset());
        if (!actual.Equals(extent.ContentId, StringComparison.OrdinalIgnoreCase))
        {
            throw new IsoException(
                "iso.content.digest",
                extent.ContentId,
                $"the content has the SHA-256 {actual.ToLowerInvariant()}: it is damaged or another one."
            );
        }
    }

    private static IsoException WrongLength(IsoExtent extent, string what) =>
        new(
            "iso.content.length",
            extent.ContentId,
            $"the content {what}; {extent.Length} bytes were declared."
        );
}
