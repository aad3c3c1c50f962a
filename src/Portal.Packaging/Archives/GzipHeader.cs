using System.Buffers.Binary;

namespace Portal.Packaging.Archives;

/// <summary>The header of a gzip member: RFC 1952, 2.3.</summary>
internal static class GzipHeader
{
    private const byte HeaderCrc = 2;
    private const byte Extra = 4;
    private const byte Name = 8;
    private const byte Comment = 16;
    private const byte ReservedFlags = 0b1110_0000;

    // A name or comment is a file's name or a line; more is something else in disguise.
    private const int LongestText = 4096;

    /// <summary>What <c>gtp</c> writes: deflate, no flags, no time, no hint, system unknown.</summary>
    public static ReadOnlySpan<byte> Plain => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];

    /// <summary>Reads over the header.</summary>
    public static async Task SkipAsync(Stream archive, CancellationToken cancellationToken)
    {
        var header = new byte[10];
        uint crc = 0;
        await ReadAsync(header).ConfigureAwait(false);
        var flags = header[3];
        if (header[2] != 8 || (flags & ReservedFlags) != 0)
        {
            throw new ArchiveDefect(
                ArchiveRules.Header,
                "The gzip header names an unknown method or option."
            );
        }

        if ((flags & Extra) != 0)
        {
            var length = new byte[2];
            await ReadAsync(length).ConfigureAwait(false);
            await ReadAsync(new byte[BinaryPrimitives.ReadUInt16LittleEndian(length)])
                .ConfigureAwait(false);
        }

        if ((flags & Name) != 0)
        {
            await SkipTextAsync().ConfigureAwait(false);
        }

        if ((flags & Comment) != 0)
        {
            await SkipTextAsync().ConfigureAwait(false);
        }

        if ((flags & HeaderCrc) != 0)
        {
            var expected = (ushort)crc;
            var stored = new byte[2];
            await ReadAsync(stored).ConfigureAwait(false);
            if (BinaryPrimitives.ReadUInt16LittleEndian(stored) != expected)
            {
                throw new ArchiveDefect(
                    ArchiveRules.Checksum,
                    "The gzip header does not match its checksum."
                );
            }
        }

        async Task ReadAsync(byte[] into)
        {
            var count = await archive
                .ReadAtLeastAsync(into, into.Length, false, cancellationToken)
                .ConfigureAwait(false);
            if (count < into.Length)
            {
                throw new ArchiveDefect(
                    ArchiveRules.Truncated,
                    "The gzip header ends in the middle."
                );
            }

            crc = Crc32.Append(crc, into);
        }

        async Task SkipTextAsync()
        {
            var one = new byte[1];
            for (var i = 0; i < LongestText; i++)
            {
                await ReadAsync(one).ConfigureAwait(false);
                if (one[0] == 0)
                {
                    return;
                }
            }

            throw new ArchiveDefect(ArchiveRules.Header, "The gzip header holds an endless text.");
        }
    }
}
