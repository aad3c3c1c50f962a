namespace Portal.Packaging.Archives.Zip;

/// <summary>Reads the records of the central directory and reports what is wrong with each of them.</summary>
internal sealed class ZipDirectory(Stream archive, ArchiveSession session)
{
    // No name that is accepted is longer: 240 characters of three bytes, or four for each pair.
    private const int LongestName = 1024;

    /// <summary>All records, in the order of the local headers.</summary>
    public async Task<List<ZipEntry>> ReadAsync(
        ZipDirectoryEnd end,
        CancellationToken cancellationToken
    )
    {
        var entries = new List<ZipEntry>();
        archive.Position = end.Offset;
        var left = end.Length;
        for (long i = 0; i < end.Entries; i++)
        {
            session.CountEntry();
            var header = await ReadPartAsync(ZipEntry.HeaderLength).ConfigureAwait(false);
            if (ZipFields.U32(header, 0) != ZipFields.CentralSignature)
            {
                throw new ArchiveDefect(
                    ArchiveRules.Header,
                    "The zip's central directory is malformed."
                );
            }

            var name = await ReadPartAsync(ZipFields.U16(header, 28)).ConfigureAwait(false);
            var extra = await ReadPartAsync(ZipFields.U16(header, 30)).ConfigureAwait(false);
            await ReadPartAsync(ZipFields.U16(header, 32)).ConfigureAwait(false);
            entries.Add(Take(header, name, extra));
        }

        if (left != 0)
        {
            throw new ArchiveDefect(
                ArchiveRules.Layout,
                "The zip's central directory holds more than its entries."
            );
        }

        entries.Sort((a, b) => a.Offset.CompareTo(b.Offset));
        return entries;

        async Task<byte[]> ReadPartAsync(int length)
        {
            left -= length;
            if (left < 0)
            {
                throw new ArchiveDefect(
                    ArchiveRules.Header,
                    "The zip's central directory ends in the middle."
                );
            }

            var part = new byte[length];
            await archive.ReadExactlyAsync(part, cancellationToken).ConfigureAwait(false);
            return part;
        }
    }

    private ZipEntry Take(byte[] header, byte[] name, byte[] extra)
    {
        var shown = Contents.Shown.Bytes(name);
        Span<long> wide =
        [
            ZipFields.U32(header, 24),
            ZipFields.U32(header, 20),
            ZipFields.U32(header, 42),
        ];
        if (!ZipExtra.TryRead(extra, wide, out var unicodePath))
        {
            throw new ArchiveDefect(
                ArchiveRules.Header,
                "The entry's extra field is malformed.",
                shown
            );
        }

        if (name.Length > LongestName)
        {
            throw new ArchiveDefect(
                Contents.PathRules.Length,
                $"The path has {name.Length} bytes; {Contents.PathRules.MaxLength} characters are allowed.",
                shown
            );
        }

        var entry = new ZipEntry
        {
            Flags = ZipFields.U16(header, 8),
            Method = ZipFields.U16(header, 10),
            Crc = ZipFields.U32(header, 16),
            Length = wide[0],
            CompressedLength = wide[1],
            Offset = wide[2],
            Name = name,
            IsDosFolder = (header[38] & 0x10) != 0,
            UnixMode = ZipEntry.ModeOf(ZipFields.U16(header, 4), ZipFields.U32(header, 38)),
        };
        if (!unicodePath.IsEmpty && !unicodePath.SequenceEqual(name))
        {
            session.Report(ArchiveRules.Header, "The entry has two different names.", shown);
        }

        Check(entry, shown);
        return entry;
    }

    private void Check(ZipEntry entry, string shown)
    {
        if ((entry.Flags & ZipFields.EncryptedFlags) != 0)
        {
            session.Report(ArchiveRules.Encrypted, "The entry is encrypted.", shown);
        }
        else if ((entry.Flags & ~ZipFields.KnownFlags) != 0)
        {
            session.Report(
                ArchiveRules.Header,
                $"The entry has unknown flags, 0x{entry.Flags:X4}.",
                shown
            );
        }
        else if (entry.Method is not (ZipFields.Stored or ZipFields.Deflated))
        {
            session.Report(
                ArchiveRules.Method,
                $"The entry is compressed by {NameOf(entry.Method)}.",
                shown
            );
        }

        if (entry.IsDevice)
        {
            session.Report(ArchiveRules.Device, "The entry is a device, pipe or socket.", shown);
        }
        else if (entry.ContradictsName)
        {
            session.Report(
                ArchiveRules.Header,
                "The entry is a folder by its name or by its mode, not by both.",
                shown
            );
        }

        if (entry.HasSpecialBits)
        {
            session.Report(
                ArchiveRules.SpecialBits,
                "The entry has a setuid, setgid or sticky bit.",
                shown
            );
        }

        if (entry.Method == ZipFields.Stored && entry.Length != entry.CompressedLength)
        {
            session.Report(
                ArchiveRules.Size,
                "The entry is stored, but declares two lengths.",
                shown
            );
        }

        if (entry.IsFolder && entry.Length != 0)
        {
            session.Report(
                ArchiveRules.Size,
                "The entry is a folder, but declares a length.",
                shown
            );
        }

        if (session.ReadText(entry.Name) is { } text)
        {
            entry.Path = session.ReadPath(entry.IsFolder ? text[..^1] : text);
        }
    }

    private static string NameOf(int method) =>
        method switch
        {
            9 => "Deflate64",
            12 => "bzip2",
            14 => "LZMA",
            93 => "zstd",
            95 => "xz",
            98 => "PPMd",
            _ => $"the unknown method {method}",
        };
}
