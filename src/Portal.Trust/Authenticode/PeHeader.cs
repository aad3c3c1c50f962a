using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Portal.Trust.Authenticode;

/// <summary>
/// Where in a PE file the places lie that its signature leaves out. Source: the PE format, "Attribute Certificate Table", and
/// "Windows Authenticode Portable Executable Signature Format".
/// </summary>
/// <param name="Checksum">Offset of the four bytes of CheckSum.</param>
/// <param name="Directory">Offset of the eight bytes that name the certificate table; null where the header has no room for them.</param>
/// <param name="TableOffset">Offset in the file of the certificate table; 0 without one.</param>
/// <param name="TableLength">Its bytes; 0 without one.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PeHeader(
    int Checksum,
    int? Directory,
    uint TableOffset,
    uint TableLength
)
{
    /// <summary>In bytes, from the beginning of the file: what the headers of any real file end before.</summary>
    public const int Maximum = 64 * 1024;

    private const int PointerToHeader = 0x3C;
    private const int CoffLength = 24;
    private const int SecurityDirectory = 4;

    // The longest optional header up to the end of the directory entry: PE32+, 112 + 5 * 8.
    private const int OptionalLength = 152;

    public bool HasTable => TableLength > 0;

    public long TableEnd => (long)TableOffset + TableLength;

    /// <summary>Bytes that a signature may not cover as its own table: up to the end of the entry that names it.</summary>
    public int End => (Directory ?? Checksum) + 8;

    /// <summary>How many bytes from the beginning have to be there; null when it cannot be a PE file that is read here.</summary>
    public static int? Needed(ReadOnlySpan<byte> beginning)
    {
        if (
            (beginning.Length > 0 && beginning[0] != (byte)'M')
            || (beginning.Length > 1 && beginning[1] != (byte)'Z')
        )
        {
            return null;
        }

        if (beginning.Length < PointerToHeader + 4)
        {
            return PointerToHeader + 4;
        }

        var pe = BinaryPrimitives.ReadUInt32LittleEndian(beginning[PointerToHeader..]);
        return pe > Maximum - CoffLength - OptionalLength
            ? null
            : (int)pe + CoffLength + OptionalLength;
    }

    /// <summary>Reads the header.</summary>
    /// <param name="beginning">What <see cref="Needed"/> says, or the whole file where it is shorter.</param>
    public static PeHeader? Read(ReadOnlySpan<byte> beginning)
    {
        if (Needed(beginning) is null || beginning.Length < PointerToHeader + 4)
        {
            return null;
        }

        var pe = (int)BinaryPrimitives.ReadUInt32LittleEndian(beginning[PointerToHeader..]);
        if (
            beginning.Length < pe + CoffLength + 2
            || !beginning.Slice(pe, 4).SequenceEqual("PE\0\0"u8)
        )
        {
            return null;
        }

        var size = BinaryPrimitives.ReadUInt16LittleEndian(beginning[(pe + 20)..]);
        var optional = beginning[(pe + CoffLength)..];
        var directories = BinaryPrimitives.ReadUInt16LittleEndian(optional) switch
        {
            0x10B => 96,
            0x20B => 112,
            _ => 0,
        };
        var end = directories + (SecurityDirectory + 1) * 8;
        if (directories == 0 || size < directories || optional.Length < directories)
        {
            return null;
        }

        var checksum = pe + CoffLength + 64;
        var count = BinaryPrimitives.ReadUInt32LittleEndian(optional[(directories - 4)..]);
        if (count <= SecurityDirectory || size < end)
        {
            return new PeHeader(checksum, null, 0, 0);
        }

        if (optional.Length < end)
        {
            return null;
        }

        return new PeHeader(
            checksum,
            pe + CoffLength + end - 8,
            BinaryPrimitives.ReadUInt32LittleEndian(optional[(end - 8)..]),
            BinaryPrimitives.ReadUInt32LittleEndian(optional[(end - 4)..])
        );
    }
}
