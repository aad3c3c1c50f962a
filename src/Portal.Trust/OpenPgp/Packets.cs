using System.Buffers.Binary;

namespace Portal.Trust.OpenPgp;

/// <summary>The outer structure of OpenPGP data, RFC 9580 section 4.2: just enough to know what gpgv is given.</summary>
internal static class Packets
{
    private const int SignatureTag = 2;

    /// <summary>
    /// True when the bytes are one or more whole signature packets and nothing else. A file that carries its own signed
    /// message verifies against itself and says nothing about the data beside it.
    /// </summary>
    public static bool AreAllSignatures(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
        {
            return false;
        }

        while (!data.IsEmpty)
        {
            if (
                !TryReadHeader(data, out var tag, out var header, out var length)
                || tag != SignatureTag
            )
            {
                return false;
            }

            if (length > (uint)(data.Length - header))
            {
                return false;
            }

            data = data[(header + (int)length)..];
        }

        return true;
    }

    /// <summary>The body of the packet that the bytes begin with, if it is a whole signature.</summary>
    public static bool TryReadFirstSignature(ReadOnlySpan<byte> data, out ReadOnlySpan<byte> body)
    {
        body = default;
        if (
            data.IsEmpty
            || !TryReadHeader(data, out var tag, out var header, out var length)
            || tag != SignatureTag
            || length > (uint)(data.Length - header)
        )
        {
            return false;
        }

        body = data.Slice(header, (int)length);
        return true;
    }

    private static bool TryReadHeader(
        ReadOnlySpan<byte> data,
        out int tag,
        out int header,
        out uint length
    )
    {
        (tag, header, length) = (0, 0, 0);
        var first = data[0];
        if ((first & 0x80) == 0)
        {
            return false;
        }

        // Bit 6 tells the OpenPGP format from the legacy one.
        if ((first & 0x40) != 0)
        {
            tag = first & 0x3F;
            return TryReadLength(data, out header, out length);
        }

        tag = (first >> 2) & 0x0F;
        return TryReadLegacyLength(data, first & 0x03, out header, out length);
    }

    private static bool TryReadLength(ReadOnlySpan<byte> data, out int header, out uint length)
    {
        (header, length) = (0, 0);
        switch (data.Length > 1 ? data[1] : byte.MaxValue - 1)
        {
            case < 192:
                (header, length) = (2, data[1]);
                return true;
            case < 224 when data.Length > 2:
                (header, length) = (3, (uint)(((data[1] - 192) << 8) + data[2] + 192));
                return true;
            case 255 when data.Length > 5:
                (header, length) = (6, BinaryPrimitives.ReadUInt32BigEndian(data[2..]));
                return true;
            default:
                // Partial lengths (224..254) are for data packets only.
                return false;
        }
    }

    private static bool TryReadLegacyLength(
        ReadOnlySpan<byte> data,
        int kind,
        out int header,
        out uint length
    )
    {
        (header, length) = (0, 0);
        switch (kind)
        {
            case 0 when data.Length > 1:
                (header, length) = (2, data[1]);
                return true;
            case 1 when data.Length > 2:
                (header, length) = (3, BinaryPrimitives.ReadUInt16BigEndian(data[1..]));
                return true;
            case 2 when data.Length > 4:
                (header, length) = (5, BinaryPrimitives.ReadUInt32BigEndian(data[1..]));
                return true;
            default:
                return false;
        }
    }
}
