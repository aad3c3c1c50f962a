namespace Portal.Packaging.Archives.Zip;

/// <summary>Where the central directory lies: APPNOTE 4.3.14 to 4.3.16.</summary>
/// <param name="Entries">Number of records.</param>
/// <param name="Offset">Of the first record.</param>
/// <param name="Length">Of all records.</param>
internal sealed record ZipDirectoryEnd(long Entries, long Offset, long Length)
{
    private const int EndLength = 22;
    private const int LocatorLength = 20;
    private const int Zip64EndLength = 56;
    private const int LongestComment = ushort.MaxValue;

    /// <summary>Finds the end record, whose comment reaches to the end of the file, and checks that all fits exactly.</summary>
    public static async Task<ZipDirectoryEnd> FindAsync(
        Stream archive,
        CancellationToken cancellationToken
    )
    {
        var tailLength = (int)
            Math.Min(archive.Length, LocatorLength + Zip64EndLength + EndLength + LongestComment);
        var tail = new byte[tailLength];
        archive.Position = archive.Length - tailLength;
        await archive.ReadExactlyAsync(tail, cancellationToken).ConfigureAwait(false);
        return Parse(tail, archive.Length);
    }

    private static ZipDirectoryEnd Parse(ReadOnlySpan<byte> tail, long archiveLength)
    {
        var at = FindEnd(tail);
        var end = tail[at..];
        if (ZipFields.U16(end, 4) != 0 || ZipFields.U16(end, 6) != 0)
        {
            throw new ArchiveDefect(ArchiveRules.Layout, "The zip is one of several parts.");
        }

        var found = new ZipDirectoryEnd(
            ZipFields.U16(end, 10),
            ZipFields.U32(end, 16),
            ZipFields.U32(end, 12)
        );
        if (ZipFields.U16(end, 8) != ZipFields.U16(end, 10))
        {
            throw new ArchiveDefect(
                ArchiveRules.Layout,
                "The zip's end record gives two numbers of entries."
            );
        }

        var endAt = archiveLength - tail.Length + at;
        if (
            at >= LocatorLength
            && ZipFields.U32(tail, at - LocatorLength) == ZipFields.Zip64LocatorSignature
        )
        {
            found = ParseZip64(tail, at - LocatorLength, archiveLength - tail.Length, found);
            endAt -= LocatorLength + Zip64EndLength;
        }

        if (found.Length > endAt || found.Offset != endAt - found.Length)
        {
            throw new ArchiveDefect(
                ArchiveRules.Layout,
                "The zip's central directory is not where its end record says."
            );
        }

        return found;
    }

    private static int FindEnd(ReadOnlySpan<byte> tail)
    {
        for (var at = tail.Length - EndLength; at >= 0; at--)
        {
            if (ZipFields.U32(tail, at) != ZipFields.EndSignature)
            {
                continue;
            }

            // The last signature is the one that every reader finds; one more inside a comment has readers disagree.
            var commentLength = ZipFields.U16(tail, at + 20);
            return commentLength == tail.Length - at - EndLength
                ? at
                : throw new ArchiveDefect(
                    ArchiveRules.Trailing,
                    "Data follows the zip's end record."
                );
        }

        throw new ArchiveDefect(ArchiveRules.Truncated, "The zip has no end record.");
    }

    private static ZipDirectoryEnd ParseZip64(
        ReadOnlySpan<byte> tail,
        int locatorAt,
        long tailAt,
        ZipDirectoryEnd narrow
    )
    {
        var recordAt = locatorAt - Zip64EndLength;
        if (
            recordAt < 0
            || ZipFields.U64(tail, locatorAt + 8) != tailAt + recordAt
            || ZipFields.U32(tail, locatorAt + 4) != 0
            || ZipFields.U32(tail, locatorAt + 16) != 1
            || ZipFields.U32(tail, recordAt) != ZipFields.Zip64EndSignature
            || ZipFields.U64(tail, recordAt + 4) != Zip64EndLength - 12
            || ZipFields.U32(tail, recordAt + 16) != 0
            || ZipFields.U32(tail, recordAt + 20) != 0
            || ZipFields.U64(tail, recordAt + 24) != ZipFields.U64(tail, recordAt + 32)
        )
        {
            throw new ArchiveDefect(
                ArchiveRules.Layout,
                "The zip's ZIP64 end record is malformed or elsewhere."
            );
        }

        var record = tail[recordAt..];
        var wide = new ZipDirectoryEnd(
            ZipFields.U64(record, 32),
            ZipFields.U64(record, 48),
            ZipFields.U64(record, 40)
        );
        if (
            !Agrees(narrow.Entries, wide.Entries, ushort.MaxValue)
            || !Agrees(narrow.Offset, wide.Offset, uint.MaxValue)
            || !Agrees(narrow.Length, wide.Length, uint.MaxValue)
        )
        {
            throw new ArchiveDefect(ArchiveRules.Layout, "The zip's two end records disagree.");
        }

        return wide;
    }

    private static bool Agrees(long narrow, long wide, long saturated) =>
        narrow == wide || narrow == saturated;
}
