using System.Globalization;
using System.Text;
using Portal.Packaging.Contents;

namespace Portal.Packaging.Archives.Tar;

/// <summary>
/// The header blocks that the canonical tar has for an entry: one ustar block, with a pax header before it when the
/// path, the link or the length does not fit or is not ASCII. Owner root by number only, no time, no devices.
/// </summary>
internal static class CanonicalHeader
{
    private const int NameLength = 100;
    private const int PrefixLength = 155;

    private const string PaxName = "PaxHeaders/entry";

    /// <summary>All blocks before the entry's bytes.</summary>
    public static byte[] Write(ContentEntry entry)
    {
        var path = entry.Kind is ContentKind.Directory ? $"{entry.Path}/" : entry.Path.Value;
        var split = Split(path);
        var records = new List<(string Key, string Value)>();
        if (split is null)
        {
            records.Add(("path", path));
        }

        var link = entry.LinkTarget ?? "";
        if (!Fits(link, NameLength))
        {
            records.Add(("linkpath", link));
        }

        var size = entry.Length;
        if (size > TarHeader.MaxOctalSize)
        {
            records.Add(("size", size.ToString(CultureInfo.InvariantCulture)));
            size = 0;
        }

        var (prefix, name) = split ?? ("", path);
        var type = entry.Kind switch
        {
            ContentKind.File => '0',
            ContentKind.Symlink => '2',
            _ => '5',
        };
        var block = Block(prefix, name, entry.Mode, size, type, link);
        return records.Count == 0 ? block : [.. Pax(records), .. block];
    }

    /// <summary>Bytes rounded up to whole blocks.</summary>
    public static long Padded(long length) =>
        (length + TarHeader.BlockSize - 1) & -TarHeader.BlockSize;

    private static byte[] Pax(List<(string Key, string Value)> records)
    {
        var body = records.SelectMany(record => Record(record.Key, record.Value)).ToArray();
        var padded = new byte[Padded(body.Length)];
        body.CopyTo(padded, 0);
        return [.. Block("", PaxName, ContentEntry.PlainMode, body.Length, 'x', ""), .. padded];
    }

    /// <summary>The length counts its own digits.</summary>
    private static byte[] Record(string key, string value)
    {
        var rest = Encoding.UTF8.GetBytes($" {key}={value}\n");
        var length = rest.Length + 1;
        while (length != rest.Length + Digits(length))
        {
            length = rest.Length + Digits(length);
        }

        return [.. Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)), .. rest];
    }

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;

    /// <summary>The path as ustar's prefix and name, cut at the last '/' that lets both fit; null when none does.</summary>
    private static (string Prefix, string Name)? Split(string path)
    {
        if (Fits(path, NameLength))
        {
            return ("", path);
        }

        for (
            var slash = path.LastIndexOf('/', path.Length - 2);
            slash > 0;
            slash = path.LastIndexOf('/', slash - 1)
        )
        {
            var (prefix, name) = (path[..slash], path[(slash + 1)..]);
            if (Fits(prefix, PrefixLength) && Fits(name, NameLength))
            {
                return (prefix, name);
            }
        }

        return null;
    }

    private static bool Fits(string text, int length) =>
        text.Length <= length && Ascii.IsValid(text);

    private static byte[] Block(
        string prefix,
        string name,
        int mode,
        long size,
        char type,
        string link
    )
    {
        var block = new byte[TarHeader.BlockSize];
        Fill(block.AsSpan(0, NameLength), name);
        Octal(mode, block.AsSpan(100, 8));
        Octal(0, block.AsSpan(108, 8));
        Octal(0, block.AsSpan(116, 8));
        Octal(size, block.AsSpan(124, 12));
        Octal(0, block.AsSpan(136, 12));
        block[156] = (byte)type;
        Fill(block.AsSpan(157, NameLength), link);
        "ustar\000"u8.CopyTo(block.AsSpan(257));
        Octal(0, block.AsSpan(329, 8));
        Octal(0, block.AsSpan(337, 8));
        Fill(block.AsSpan(345, PrefixLength), prefix);

        // Six digits, NUL, space: the form every tar writes.
        Octal(TarHeader.Checksum(block), block.AsSpan(148, 7));
        block[155] = (byte)' ';
        return block;
    }

    /// <summary>
    /// The text in UTF-8, cut at a whole character when it is too long: the pax header has all of it then. The field is
    /// not left empty, because bsdtar takes a link without a target there for a file.
    /// </summary>
    private static void Fill(Span<byte> field, string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!rune.TryEncodeToUtf8(field, out var written))
            {
                return;
            }

            field = field[written..];
        }
    }

    /// <summary>Digits with zeros in front, and a NUL behind.</summary>
    private static void Octal(long value, Span<byte> field)
    {
        for (var i = field.Length - 2; i >= 0; i--)
        {
            field[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }
    }
}
