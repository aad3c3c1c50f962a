using System.Buffers;
using System.Text;
using Portal.Packaging.Contents;

namespace Portal.Packaging.Archives.Tar;

/// <summary>Reads a tar from front to back into an <see cref="ArchiveSession"/>.</summary>
internal sealed class TarReader(IByteSource source, ArchiveSession session)
{
    private const int ChunkSize = 128 << 10;

    // Long names and pax headers are far shorter; extended attributes may fill some of it.
    private const int LongestExtension = 1 << 20;
    private const int SpecialBits = 0b111_000_000_000;
    private const int OwnerExecute = 0b001_000_000;

    private readonly byte[] _block = new byte[TarHeader.BlockSize];
    private TarExtension _extension = new();

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        while (await ReadHeaderAsync(cancellationToken).ConfigureAwait(false) is { } header)
        {
            if (TarExtension.IsExtension(header.Type))
            {
                var bytes = await ReadExtensionAsync(header, cancellationToken)
                    .ConfigureAwait(false);
                _extension.Take(header.Type, bytes);
            }
            else
            {
                var extension = _extension;
                _extension = new();
                session.CountEntry();
                await ReadEntryAsync(new TarEntry(header, extension), cancellationToken)
                    .ConfigureAwait(false);
            }
        }

        if (!_extension.IsEmpty)
        {
            throw new ArchiveDefect(
                ArchiveRules.Truncated,
                "The archive ends after a long name, before its entry."
            );
        }
    }

    /// <summary>The next header; null after the closing zero blocks, behind which only zeros may follow.</summary>
    private async Task<TarHeader?> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        await ReadExactlyAsync(_block, cancellationToken).ConfigureAwait(false);
        if (_block.AsSpan().ContainsAnyExcept((byte)0))
        {
            return TarHeader.Parse(_block);
        }

        await ReadExactlyAsync(_block, cancellationToken).ConfigureAwait(false);
        int count;
        do
        {
            if (_block.AsSpan().ContainsAnyExcept((byte)0))
            {
                throw new ArchiveDefect(ArchiveRules.Trailing, "Data follows the end of the tar.");
            }

            Array.Clear(_block);
            count = await ReadAsync(_block, cancellationToken).ConfigureAwait(false);
        } while (count > 0);

        return null;
    }

    private async Task<byte[]> ReadExtensionAsync(
        TarHeader header,
        CancellationToken cancellationToken
    )
    {
        if (header.Size > LongestExtension)
        {
            throw new ArchiveDefect(
                ArchiveRules.Header,
                $"A long name or pax header has {header.Size} bytes."
            );
        }

        session.Budget.Announce(header.Size);
        var bytes = new byte[header.Size];
        await ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        await SkipPaddingAsync(header.Size, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    private async Task ReadEntryAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        var name = session.ReadText(entry.Name) is { } text ? entry.Trim(text) : null;
        var shown = name ?? Encoding.Latin1.GetString(entry.Name);
        if (entry.Type is not '0' && entry.Size != 0)
        {
            // Writers differ in whether bytes follow then; a guess would read data as headers.
            var (rule, message) =
                ProblemOf(entry.Type)
                ?? (ArchiveRules.Size, "An entry that is no file declares a size.");
            throw new ArchiveDefect(rule, message, shown);
        }

        if ((entry.Mode & SpecialBits) != 0)
        {
            session.Report(
                ArchiveRules.SpecialBits,
                "The entry has a setuid, setgid or sticky bit.",
                shown
            );
        }

        // The archived folder itself: "./".
        var isTop = entry.Type is '5' && name is "";
        var path = name is null || isTop ? null : session.ReadPath(name);
        switch (entry.Type)
        {
            case '0':
                await ReadFileAsync(entry, path, shown, cancellationToken).ConfigureAwait(false);
                break;
            case '2':
                if (session.ReadText(entry.Link) is { } target && path is { } link)
                {
                    AddLink(link, target);
                }

                break;
            case '5':
                if (path is { } folder)
                {
                    session.Add(ContentEntry.Directory(folder));
                }

                break;
            default:
                var problem = ProblemOf(entry.Type)!.Value;
                session.Report(problem.Rule, problem.Message, shown);
                break;
        }
    }

    private void AddLink(ContentPath path, string target)
    {
        if (target.Length == 0)
        {
            session.Report(TreeRules.LinkTarget, "The link points nowhere.", path.Value);
        }
        else
        {
            session.Add(ContentEntry.Symlink(path, target));
        }
    }

    private static (ContentRule Rule, string Message)? ProblemOf(char type) =>
        type switch
        {
            '0' or '2' or '5' => null,
            '1' => (ArchiveRules.HardLink, "The entry is a hard link."),
            '3' or '4' => (ArchiveRules.Device, "The entry is a device."),
            '6' => (ArchiveRules.Device, "The entry is a named pipe."),
            'S' => (ArchiveRules.Sparse, "The entry is a sparse file."),
            _ => (
                ArchiveRules.EntryType,
                $"The entry has the unknown type '{Shown.Text(type.ToString())}'."
            ),
        };

    private async Task ReadFileAsync(
        TarEntry entry,
        ContentPath? path,
        string shown,
        CancellationToken cancellationToken
    )
    {
        if (entry.IsSparse)
        {
            session.Report(ArchiveRules.Sparse, "The entry is a sparse file.", shown);
        }

        var executable = (entry.Mode & OwnerExecute) != 0;
        var intake = await session
            .OpenFileAsync(path, executable, entry.Size, cancellationToken)
            .ConfigureAwait(false);
        await using (intake.ConfigureAwait(false))
        {
            await CopyAsync(entry.Size, intake, shown, cancellationToken).ConfigureAwait(false);
            var digest = await intake.CompleteAsync(cancellationToken).ConfigureAwait(false);
            if (path is { } good)
            {
                session.Close(ContentEntry.File(good, executable, entry.Size, digest));
            }
        }

        await SkipPaddingAsync(entry.Size, cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyAsync(
        long size,
        FileIntake intake,
        string shown,
        CancellationToken cancellationToken
    )
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            while (size > 0)
            {
                var room = buffer.AsMemory(0, (int)Math.Min(size, ChunkSize));
                var count = await ReadAsync(room, cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    throw new ArchiveDefect(
                        ArchiveRules.Truncated,
                        "The archive ends inside this file.",
                        shown
                    );
                }

                await intake.WriteAsync(room[..count], cancellationToken).ConfigureAwait(false);
                size -= count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task SkipPaddingAsync(long size, CancellationToken cancellationToken)
    {
        var padding = (int)(-size & (TarHeader.BlockSize - 1));
        await ReadExactlyAsync(_block.AsMemory(0, padding), cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task ReadExactlyAsync(Memory<byte> into, CancellationToken cancellationToken)
    {
        while (!into.IsEmpty)
        {
            var count = await ReadAsync(into, cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                throw new ArchiveDefect(
                    ArchiveRules.Truncated,
                    "The tar ends before its closing zero blocks."
                );
            }

            into = into[count..];
        }
    }

    private async ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellationToken)
    {
        var count = await source.ReadAsync(into, cancellationToken).ConfigureAwait(false);
        session.Budget.Charge(count);
        return count;
    }
}
