using System.Text;

namespace Portal.Packaging.Archives.Tar;

/// <summary>One header block: POSIX.1-1988 (ustar), or GNU's variant of it, which differs in magic and prefix.</summary>
internal sealed class TarHeader
{
    public const int BlockSize = 512;

    /// <summary>Largest size that 11 octal digits hold.</summary>
    public const long MaxOctalSize = 0x1_FFFF_FFFF;

    private const int ChecksumAt = 148;
    private const int ChecksumLength = 8;

    private TarHeader(byte[] name, int mode, long size, char type, byte[] link)
    {
        Name = name;
        Mode = mode;
        Size = size;
        Type = type;
        Link = link;
    }

    /// <summary>The path's bytes, of an unknown encoding, with ustar's prefix in front.</summary>
    public byte[] Name { get; }

    /// <summary>The lower 12 bits.</summary>
    public int Mode { get; }

    /// <summary>Bytes that follow, before padding.</summary>
    public long Size { get; }

    /// <summary>The type flag; NUL is told as '0'.</summary>
    public char Type { get; }

    /// <summary>The bytes of where a link points.</summary>
    public byte[] Link { get; }

    /// <summary>True when the block says that it is a tar header.</summary>
    public static bool HasMagic(ReadOnlySpan<byte> block) =>
        block.Length >= BlockSize
        && (IsPosix(block) || block[257..265].SequenceEqual("ustar  \0"u8));

    /// <summary>Reads a block that is not all zero.</summary>
    /// <exception cref="ArchiveDefect">It is no header, or a damaged one: where the next one is cannot be known.</exception>
    public static TarHeader Parse(ReadOnlySpan<byte> block)
    {
        if (!HasMagic(block))
        {
            throw new ArchiveDefect(
                ArchiveRules.Trailing,
                "Something that is no tar header follows an entry."
            );
        }

        if (Octal(block.Slice(ChecksumAt, ChecksumLength)) != Checksum(block))
        {
            throw new ArchiveDefect(
                ArchiveRules.Checksum,
                "A tar header does not match its checksum."
            );
        }

        var name = Text(block[..100]);
        var prefix = IsPosix(block) ? Text(block[345..500]) : [];
        var mode = Octal(block[100..108]);
        var size = Size64(block[124..136]);
        if (mode is null || size is null)
        {
            throw new ArchiveDefect(
                ArchiveRules.Header,
                "A tar header holds a mode or size that is no number.",
                Encoding.Latin1.GetString(name)
            );
        }

        return new(
            prefix.Length == 0 ? name : [.. prefix, (byte)'/', .. name],
            (int)(mode.Value & 0xFFF),
            size.Value,
            block[156] == 0 ? '0' : (char)block[156],
            Text(block[157..257])
        );
    }

    /// <summary>The sum of all bytes, those of the checksum itself taken for spaces.</summary>
    public static long Checksum(ReadOnlySpan<byte> block)
    {
        long sum = ' ' * ChecksumLength;
        for (var i = 0; i < BlockSize; i++)
        {
            sum += i is >= ChecksumAt and < ChecksumAt + ChecksumLength ? 0 : block[i];
        }

        return sum;
    }

    private static bool IsPosix(ReadOnlySpan<byte> block) =>
        block[257..265].SequenceEqual("ustar\000"u8);

    private static byte[] Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return (end < 0 ? field : field[..end]).ToArray();
    }

    /// <summary>Octal digits, spaces before them, spaces and NULs behind them; null for anything else.</summary>
    private static long? Octal(ReadOnlySpan<byte> field)
    {
        var digits = field.TrimStart((byte)' ').TrimEnd(" \0"u8);
        long value = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return null;
            }

            value = (value << 3) | (long)(digit - '0');
        }

        return digits.IsEmpty ? null : value;
    }

    /// <summary>Octal, or GNU's base 256: a first byte of 0x80, then a big-endian number.</summary>
    private static long? Size64(ReadOnlySpan<byte> field)
    {
        if (field[0] != 0x80)
        {
            return Octal(field);
        }

        long value = 0;
        foreach (var part in field[1..])
        {
            if (value > long.MaxValue >> 8)
            {
                return null;
            }

            value = (value << 8) | part;
        }

        return value;
    }
}
