using Portal.Packaging.Contents;

namespace Portal.Packaging.Archives.Zip;

/// <summary>The local header and the data descriptor of an entry, which must say what the central directory says.</summary>
internal static class ZipLocal
{
    private const int HeaderLength = 30;

    /// <summary>Reads the header; the archive is left at the first byte of the data.</summary>
    /// <param name="archive">Positioned at the header.</param>
    /// <param name="entry">What the central directory says.</param>
    /// <param name="end">Where the next header, or the central directory, begins.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    /// <returns>Bytes between the end of the data and <paramref name="end"/>.</returns>
    /// <exception cref="ArchiveDefect">The header, or the place of the data, is not as the directory says.</exception>
    public static async Task<long> ReadHeaderAsync(
        Stream archive,
        ZipEntry entry,
        long end,
        CancellationToken cancellationToken
    )
    {
        var shown = Shown.Bytes(entry.Name);
        var start = archive.Position;
        var header = await ReadAsync(archive, HeaderLength, end, shown, cancellationToken)
            .ConfigureAwait(false);
        if (ZipFields.U32(header, 0) != ZipFields.LocalSignature)
        {
            throw new ArchiveDefect(
                ArchiveRules.Layout,
                "There is no local header where the directory says.",
                shown
            );
        }

        var name = await ReadAsync(
                archive,
                ZipFields.U16(header, 26),
                end,
                shown,
                cancellationToken
            )
            .ConfigureAwait(false);
        var extra = await ReadAsync(
                archive,
                ZipFields.U16(header, 28),
                end,
                shown,
                cancellationToken
            )
            .ConfigureAwait(false);
        Compare(header, name, extra, entry, shown);

        var dataStart = start + HeaderLength + name.Length + extra.Length;
        var between = end - dataStart - entry.CompressedLength;
        return between >= 0
            ? between
            : throw new ArchiveDefect(
                ArchiveRules.Layout,
                "The entry reaches into what follows it.",
                shown
            );
    }

    /// <summary>Reads what lies behind the data: nothing, or a descriptor in one of its four forms.</summary>
    public static async Task ReadDescriptorAsync(
        Stream archive,
        ZipEntry entry,
        long length,
        CancellationToken cancellationToken
    )
    {
        if (length == 0 && !entry.HasDescriptor)
        {
            return;
        }

        var shown = Shown.Bytes(entry.Name);
        if (!entry.HasDescriptor || length is not (12 or 16 or 20 or 24))
        {
            throw new ArchiveDefect(
                ArchiveRules.Layout,
                "Something lies between this entry and the next.",
                shown
            );
        }

        var bytes = new byte[length];
        await archive.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        if (!IsDescriptor(bytes, entry))
        {
            throw new ArchiveDefect(
                ArchiveRules.Header,
                "The data descriptor disagrees with the directory.",
                shown
            );
        }
    }

    private static void Compare(
        byte[] header,
        byte[] name,
        byte[] extra,
        ZipEntry entry,
        string shown
    )
    {
        Span<long> wide = [ZipFields.U32(header, 22), ZipFields.U32(header, 18)];
        if (!ZipExtra.TryRead(extra, wide, out var unicodePath))
        {
            throw new ArchiveDefect(
                ArchiveRules.Header,
                "The local header's extra field is malformed.",
                shown
            );
        }

        var agrees =
            Says(ZipFields.U32(header, 14), entry.Crc)
            && Says(wide[0], entry.Length)
            && Says(wide[1], entry.CompressedLength);
        if (
            !name.AsSpan().SequenceEqual(entry.Name)
            || (!unicodePath.IsEmpty && !unicodePath.SequenceEqual(entry.Name))
            || ZipFields.U16(header, 6) != entry.Flags
            || ZipFields.U16(header, 8) != entry.Method
            || !agrees
        )
        {
            throw new ArchiveDefect(
                ArchiveRules.Header,
                "The local header disagrees with the directory.",
                shown
            );
        }

        // What a descriptor will say may be 0 here, field by field: bsdtar fills in what it knows already.
        bool Says(long local, long central) =>
            local == central || (entry.HasDescriptor && local == 0);
    }

    private static bool IsDescriptor(ReadOnlySpan<byte> bytes, ZipEntry entry)
    {
        var isSigned = bytes.Length is 16 or 24;
        if (isSigned && ZipFields.U32(bytes, 0) != ZipFields.DescriptorSignature)
        {
            return false;
        }

        var fields = isSigned ? bytes[4..] : bytes;
        var (compressed, length) =
            fields.Length == 12
                ? (ZipFields.U32(fields, 4), ZipFields.U32(fields, 8))
                : (ZipFields.U64(fields, 4), ZipFields.U64(fields, 12));
        return ZipFields.U32(fields, 0) == entry.Crc
            && compressed == entry.CompressedLength
            && length == entry.Length;
    }

    private static async Task<byte[]> ReadAsync(
        Stream archive,
        int length,
        long end,
        string shown,
        CancellationToken cancellationToken
    )
    {
        if (archive.Position + length > end)
        {
            throw new ArchiveDefect(
                ArchiveRules.Layout,
                "The local header reaches into what follows it.",
                shown
            );
        }

        var bytes = new byte[length];
        await archive.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }
}
