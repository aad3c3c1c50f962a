using System.Text;

namespace Portal.Trust.OpenPgp;

/// <summary>ASCII armor, RFC 9580 section 6.2 (and RFC 4880 section 6): base64 between labelled lines.</summary>
internal static class Armor
{
    public const string PublicKeyBlock = "PGP PUBLIC KEY BLOCK";
    public const string Signature = "PGP SIGNATURE";

    private const string Dashes = "-----";
    private const int LineLength = 64;
    private const uint Crc24Start = 0xB704CE;
    private const uint Crc24Polynomial = 0x1864CFB;

    /// <summary>One armored block, LF line ends, with the checksum that older readers want.</summary>
    public static string Encode(string label, ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder();
        text.Append(Dashes).Append("BEGIN ").Append(label).Append(Dashes).Append("\n\n");
        var body = Convert.ToBase64String(data);
        for (var at = 0; at < body.Length; at += LineLength)
        {
            text.Append(body, at, Math.Min(LineLength, body.Length - at)).Append('\n');
        }

        text.Append('=').Append(Convert.ToBase64String(Crc24(data))).Append('\n');
        return text.Append(Dashes)
            .Append("END ")
            .Append(label)
            .Append(Dashes)
            .Append('\n')
            .ToString();
    }

    /// <summary>
    /// The bytes of every block of that label, joined in their order. Text around the blocks is skipped, as key files
    /// often carry comments.
    /// </summary>
    /// <returns>False when there is no such block, or one is cut off, is no base64 or fails its checksum.</returns>
    public static bool TryDecode(string label, string text, out byte[] data)
    {
        data = [];
        var begin = $"{Dashes}BEGIN {label}{Dashes}";
        var end = $"{Dashes}END {label}{Dashes}";
        using var joined = new MemoryStream();
        using var lines = new StringReader(text);
        while (lines.ReadLine() is { } line)
        {
            if (line.TrimEnd() != begin)
            {
                continue;
            }

            if (!TryReadBlock(lines, end, out var block))
            {
                return false;
            }

            joined.Write(block);
        }

        data = joined.ToArray();
        return data.Length > 0;
    }

    private static bool TryReadBlock(StringReader lines, string end, out byte[] block)
    {
        block = [];
        // Headers such as "Comment: x" end at the first blank line.
        while (lines.ReadLine()?.TrimEnd() is { Length: > 0 } header)
        {
            if (!header.Contains(": ", StringComparison.Ordinal))
            {
                return false;
            }
        }

        var body = new StringBuilder();
        string? checksum = null;
        while (lines.ReadLine()?.TrimEnd() is { } line)
        {
            if (line == end)
            {
                return TryDecodeBody(body.ToString(), checksum, out block);
            }

            if (line is ['=', .. var rest])
            {
                checksum = rest;
            }
            else
            {
                body.Append(line);
            }
        }

        return false;
    }

    private static bool TryDecodeBody(string body, string? checksum, out byte[] block)
    {
        block = new byte[body.Length];
        if (!Convert.TryFromBase64String(body, block, out var length) || length == 0)
        {
            return false;
        }

        block = block[..length];
        return checksum is null || checksum == Convert.ToBase64String(Crc24(block));
    }

    private static byte[] Crc24(ReadOnlySpan<byte> data)
    {
        var crc = Crc24Start;
        foreach (var value in data)
        {
            crc ^= (uint)value << 16;
            for (var bit = 0; bit < 8; bit++)
            {
                crc <<= 1;
                crc = (crc & 0x1000000) == 0 ? crc : crc ^ Crc24Polynomial;
            }
        }

        return [(byte)(crc >> 16), (byte)(crc >> 8), (byte)crc];
    }
}
