using Portal.Packaging.Archives.Tar;
using Portal.Packaging.Archives.Zip;

namespace Portal.Packaging.Archives;

/// <summary>
/// Reads a component archive strictly, in one pass over its bytes, and never onto a disk by itself. Whatever another
/// reader could understand in another way is refused. Accepted are
/// <list type="bullet">
/// <item>tar: ustar and pax (path, linkpath, size), GNU long names, two closing zero blocks, zero padding;</item>
/// <item>the same compressed as one gzip member;</item>
/// <item>zip: stored and deflated entries, ZIP64, data descriptors, nothing before, between or behind.</item>
/// </list>
/// A file is executable by its owner's execute bit; in a zip that was not made on Unix, when it begins with <c>#!</c>.
/// </summary>
public static class ArchiveReader
{
    private const int BufferSize = 128 << 10;

    /// <summary>Reads and checks the whole archive.</summary>
    /// <param name="archive">Seekable; read from its beginning; stays open.</param>
    /// <param name="limits">How much it may hold.</param>
    /// <param name="sink">Takes the files.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <returns>The contents, or every finding. Malformed input never throws.</returns>
    /// <exception cref="ArgumentException">The stream is not seekable.</exception>
    /// <exception cref="IOException">The stream, or the sink, failed.</exception>
    public static async Task<ArchiveResult> ReadAsync(
        Stream archive,
        ArchiveLimits limits,
        IArchiveSink sink,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(sink);
        if (!archive.CanSeek)
        {
            throw new ArgumentException(
                "An archive is read from a seekable stream.",
                nameof(archive)
            );
        }

        // Not disposed: that would close the caller's stream, and nothing is written that would need flushing.
#pragma warning disable CA2000
        var buffered = new BufferedStream(archive, BufferSize);
#pragma warning restore CA2000
        buffered.Position = 0;
        var session = new ArchiveSession(limits, sink, archive.Length);
        var kind = ArchiveKind.Unknown;
        try
        {
            kind = await ArchiveKinds.TellAsync(buffered, cancellationToken).ConfigureAwait(false);
            buffered.Position = 0;
            await ReadAsync(kind, buffered, session, cancellationToken).ConfigureAwait(false);
            return session.Complete(kind, isWhole: true);
        }
        catch (ArchiveDefect defect)
        {
            session.Report(defect.Finding);
            return session.Complete(kind, isWhole: false);
        }
    }

    private static async Task ReadAsync(
        ArchiveKind kind,
        Stream archive,
        ArchiveSession session,
        CancellationToken cancellationToken
    )
    {
        session.Budget.IsCompressed = kind is not ArchiveKind.Tar;
        switch (kind)
        {
            case ArchiveKind.Zip:
                await new ZipReader(archive, session)
                    .ReadAsync(cancellationToken)
                    .ConfigureAwait(false);
                break;
            case ArchiveKind.TarGzip:
                var gzip = await GzipSource
                    .OpenAsync(archive, cancellationToken)
                    .ConfigureAwait(false);
                await using (gzip.ConfigureAwait(false))
                {
                    await new TarReader(gzip, session)
                        .ReadAsync(cancellationToken)
                        .ConfigureAwait(false);
                }

                break;
            default:
                await new TarReader(new PlainSource(archive), session)
                    .ReadAsync(cancellationToken)
                    .ConfigureAwait(false);
                break;
        }
    }
}
