using System.Buffers;
using Portal.Packaging.Contents;
using Portal.Protocol;

namespace Portal.Packaging.Archives;

/// <summary>
/// Makes a component archive of a folder on disk. Reading it gives the same findings as its archive would give, so
/// that a folder can be checked where no server is. Links are taken as links; nothing outside the folder is read.
/// </summary>
public static class DirectoryPacker
{
    private const int ChunkSize = 128 << 10;

    /// <summary>Hashes every file and checks everything. <c>component.yaml</c> must lie in the folder itself.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public static async Task<ArchiveResult> ReadAsync(
        string directory,
        ArchiveLimits limits,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(limits);

        var session = new ArchiveSession(
            limits,
            HashOnlySink.Instance,
            long.MaxValue,
            mayStrip: false
        );
        try
        {
            await ReadFolderAsync(new DirectoryInfo(directory), "", session, cancellationToken)
                .ConfigureAwait(false);
            return session.Complete(ArchiveKind.Unknown, isWhole: true);
        }
        catch (ArchiveDefect defect)
        {
            session.Report(defect.Finding);
            return session.Complete(ArchiveKind.Unknown, isWhole: false);
        }
    }

    /// <summary>Writes the folder's archive. The same contents give the same bytes.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="contents">What <see cref="ReadAsync"/> found in it.</param>
    /// <param name="kind"><see cref="ArchiveKind.Tar"/> or <see cref="ArchiveKind.TarGzip"/>.</param>
    /// <param name="destination">Written forward only; stays open.</param>
    /// <param name="cancellationToken">Ends writing, in the middle.</param>
    /// <exception cref="IOException">The folder has changed since it was read; what was written is of no use.</exception>
    public static async Task WriteAsync(
        string directory,
        ContentList contents,
        ArchiveKind kind,
        Stream destination,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(contents);
        ArgumentNullException.ThrowIfNull(destination);
        var files = contents
            .Entries.Where(entry => entry.Kind is ContentKind.File)
            .GroupBy(entry => entry.Sha256)
            .ToDictionary(
                same => same.Key,
                same => Path.Combine(directory, same.First().Path.Value)
            );
        switch (kind)
        {
            case ArchiveKind.Tar:
                await CanonicalTar
                    .WriteAsync(contents, Open, destination, cancellationToken)
                    .ConfigureAwait(false);
                break;
            case ArchiveKind.TarGzip:
                var gzip = await GzipWriter
                    .CreateAsync(destination, cancellationToken)
                    .ConfigureAwait(false);
                await using (gzip.ConfigureAwait(false))
                {
                    await CanonicalTar
                        .WriteAsync(contents, Open, gzip, cancellationToken)
                        .ConfigureAwait(false);
                    await gzip.CompleteAsync(cancellationToken).ConfigureAwait(false);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(
                    nameof(kind),
                    kind,
                    "A folder is packed as tar or tar.gz."
                );
        }

        ValueTask<Stream> Open(Digest digest, CancellationToken token) =>
            new(new UnchangedFile(files[digest], digest));
    }

    private static async Task ReadFolderAsync(
        DirectoryInfo folder,
        string prefix,
        ArchiveSession session,
        CancellationToken cancellationToken
    )
    {
        // The order in which a disk gives names is its own.
        foreach (
            var entry in folder
                .GetFileSystemInfos()
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)
        )
        {
            cancellationToken.ThrowIfCancellationRequested();
            session.CountEntry();
            var text = prefix + entry.Name;
            var path = session.ReadPath(text);
            if (path is null && !entry.Exists)
            {
                // No UTF-8: the name, as .NET gives it, opens nothing.
                continue;
            }

            if (entry.LinkTarget is { } target)
            {
                if (path is { } link)
                {
                    session.Add(
                        ContentEntry.Symlink(link, target.Replace(Path.DirectorySeparatorChar, '/'))
                    );
                }

                continue;
            }

            if (DiskEntry.HasSpecialBits(entry))
            {
                session.Report(
                    ArchiveRules.SpecialBits,
                    "The entry has a setuid, setgid or sticky bit.",
                    text
                );
            }

            if (entry is DirectoryInfo inner)
            {
                if (path is { } good)
                {
                    session.Add(ContentEntry.Directory(good));
                }

                await ReadFolderAsync(inner, text + "/", session, cancellationToken)
                    .ConfigureAwait(false);
            }
            else
            {
                await ReadFileAsync((FileInfo)entry, text, path, session, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
    }

    private static async Task ReadFileAsync(
        FileInfo file,
        string text,
        ContentPath? path,
        ArchiveSession session,
        CancellationToken cancellationToken
    )
    {
        if (!DiskEntry.IsRegular(file))
        {
            session.Report(ArchiveRules.Device, "The entry is a device, pipe or socket.", text);
            return;
        }

        if (path is not { } good)
        {
            return;
        }

        var intake = await session
            .OpenFileAsync(good, false, file.Length, cancellationToken)
            .ConfigureAwait(false);
        await using (intake.ConfigureAwait(false))
        {
            await CopyAsync(file, intake, session.Budget, cancellationToken).ConfigureAwait(false);
            var digest = await intake.CompleteAsync(cancellationToken).ConfigureAwait(false);
            var executable = DiskEntry.IsExecutable(file, intake);
            session.Close(ContentEntry.File(good, executable, intake.Length, digest));
        }
    }

    private static async Task CopyAsync(
        FileInfo file,
        FileIntake intake,
        UnpackBudget budget,
        CancellationToken cancellationToken
    )
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        var stream = new FileStream(
            file.FullName,
            FileMode.Open,
            FileAccess.Read,
            FileShare.Read,
            bufferSize: 0
        );
        await using (stream.ConfigureAwait(false))
        {
            int count;
            while (
                (count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false))
                > 0
            )
            {
                budget.Charge(count);
                await intake
                    .WriteAsync(buffer.AsMemory(0, count), cancellationToken)
                    .ConfigureAwait(false);
            }
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
