using System.Buffers;
using Portal.Packaging.Contents;
using Portal.Protocol;

namespace Portal.Packaging.Archives.Zip;

/// <summary>
/// Reads a zip into an <see cref="ArchiveSession"/>: first the whole directory, so that what it declares is refused
/// before any data is read, then the entries in the order in which they lie, each beginning where the last one ends.
/// </summary>
internal sealed class ZipReader(Stream archive, ArchiveSession session)
{
    private const int ChunkSize = 128 << 10;
    private const int LongestTarget = 4096;

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var end = await ZipDirectoryEnd.FindAsync(archive, cancellationToken).ConfigureAwait(false);
        var entries = await new ZipDirectory(archive, session)
            .ReadAsync(end, cancellationToken)
            .ConfigureAwait(false);
        AnnounceAll(entries);
        CheckStarts(entries, end.Offset);

        archive.Position = 0;
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            for (var i = 0; i < entries.Count; i++)
            {
                var next = i + 1 < entries.Count ? entries[i + 1].Offset : end.Offset;
                await ReadEntryAsync(entries[i], next, buffer, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void AnnounceAll(List<ZipEntry> entries)
    {
        long total = 0;
        foreach (var entry in entries)
        {
            total = total > long.MaxValue - entry.Length ? long.MaxValue : total + entry.Length;
        }

        session.Budget.Announce(total);
    }

    /// <summary>That entries meet is checked as each is read; here, that none is twice, and nothing is in front.</summary>
    private static void CheckStarts(List<ZipEntry> entries, long directory)
    {
        var expected = entries.Count == 0 ? directory : entries[0].Offset;
        if (expected != 0)
        {
            throw new ArchiveDefect(
                ArchiveRules.Layout,
                "Something lies before the zip's first entry."
            );
        }

        for (var i = 1; i < entries.Count; i++)
        {
            if (entries[i].Offset == entries[i - 1].Offset)
            {
                var shown = Shown.Bytes(entries[i].Name);
                throw new ArchiveDefect(
                    ArchiveRules.Layout,
                    "Two entries of the zip share their data.",
                    shown
                );
            }
        }
    }

    private async Task ReadEntryAsync(
        ZipEntry entry,
        long next,
        byte[] buffer,
        CancellationToken cancellationToken
    )
    {
        var between = await ZipLocal
            .ReadHeaderAsync(archive, entry, next, cancellationToken)
            .ConfigureAwait(false);
        if (!CanRead(entry))
        {
            // Reported with the directory; its bytes tell nothing more.
            archive.Position = next;
            return;
        }

        if (entry.IsLink)
        {
            await ReadLinkAsync(entry, buffer, cancellationToken).ConfigureAwait(false);
        }
        else if (entry.IsFolder)
        {
            await ReadFolderAsync(entry, buffer, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await ReadFileAsync(entry, buffer, cancellationToken).ConfigureAwait(false);
        }

        await ZipLocal
            .ReadDescriptorAsync(archive, entry, between, cancellationToken)
            .ConfigureAwait(false);
    }

    private static bool CanRead(ZipEntry entry) =>
        (entry.Flags & ~ZipFields.KnownFlags) == 0
        && entry.Method is ZipFields.Stored or ZipFields.Deflated
        && !entry.IsDevice;

    private async Task ReadFileAsync(
        ZipEntry entry,
        byte[] buffer,
        CancellationToken cancellationToken
    )
    {
        var intake = await session
            .OpenFileAsync(entry.Path, entry.IsExecutable ?? false, entry.Length, cancellationToken)
            .ConfigureAwait(false);
        await using (intake.ConfigureAwait(false))
        {
            var isGood = await ReadDataAsync(
                    entry,
                    buffer,
                    piece => intake.WriteAsync(piece, cancellationToken),
                    cancellationToken
                )
                .ConfigureAwait(false);
            if (isGood && entry.Path is { } path)
            {
                Digest digest = await intake.CompleteAsync(cancellationToken).ConfigureAwait(false);
                var executable = entry.IsExecutable ?? intake.BeginsWithInterpreter;
                session.Close(ContentEntry.File(path, executable, entry.Length, digest));
            }
        }
    }

    private async Task ReadLinkAsync(
        ZipEntry entry,
        byte[] buffer,
        CancellationToken cancellationToken
    )
    {
        using var target = new MemoryStream();
        if (entry.Length is 0 or > LongestTarget)
        {
            session.Report(
                TreeRules.LinkTarget,
                $"The link's target has {entry.Length} bytes.",
                Shown.Bytes(entry.Name)
            );
        }

        var isGood = await ReadDataAsync(
                entry,
                buffer,
                piece =>
                {
                    target.Write(
                        piece.Span[..(int)Math.Min(piece.Length, LongestTarget - target.Length)]
                    );
                    return ValueTask.CompletedTask;
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        if (
            isGood
            && target.Length > 0
            && session.ReadText(target.ToArray()) is { } text
            && entry.Path is { } path
        )
        {
            session.Add(ContentEntry.Symlink(path, text));
        }
    }

    private async Task ReadFolderAsync(
        ZipEntry entry,
        byte[] buffer,
        CancellationToken cancellationToken
    )
    {
        await ReadDataAsync(entry, buffer, _ => ValueTask.CompletedTask, cancellationToken)
            .ConfigureAwait(false);
        if (entry.Path is { } path)
        {
            session.Add(ContentEntry.Directory(path));
        }
    }

    private async Task<bool> ReadDataAsync(
        ZipEntry entry,
        byte[] buffer,
        Func<ReadOnlyMemory<byte>, ValueTask> take,
        CancellationToken cancellationToken
    )
    {
        var problem = await ZipData
            .ReadAsync(archive, entry, session.Budget, buffer, take, cancellationToken)
            .ConfigureAwait(false);
        if (problem is var (rule, message))
        {
            session.Report(rule, message, Shown.Bytes(entry.Name));
        }

        return problem is null;
    }
}
