using System.Text;

namespace Portal.Iso9660.Records;

/// <summary>
/// System Use entries of SUSP 1.12 and RRIP 1.10, each as its bytes: signature, length, version 1, data.
/// None is longer than 255 bytes.
/// </summary>
internal static class RockRidge
{
    public const int CeSize = 28;

    private const int MaxEntrySize = 255;
    private const byte Continues = 0x01;

    private const string ErId = "RRIP_1991A";
    private const string ErDescriptor =
        "THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS";
    private const string ErSource =
        "PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.  SEE PUBLISHER IDENTIFIER IN PRIMARY VOLUME "
        + "DESCRIPTOR FOR CONTACT INFORMATION.";

    /// <summary>SUSP 5.3, first in the root's "." record: check bytes and zero bytes to skip.</summary>
    public static byte[] Sp() => Entry("SP", [0xBE, 0xEF, 0]);

    /// <summary>SUSP 5.5. Without it on the root's "." Linux prefers Joliet.</summary>
    public static byte[] Er() =>
        Entry(
            "ER",
            [
                (byte)ErId.Length,
                (byte)ErDescriptor.Length,
                (byte)ErSource.Length,
                1,
                .. Encoding.ASCII.GetBytes(ErId + ErDescriptor + ErSource),
            ]
        );

    /// <summary>SUSP 5.1: where the entries go on.</summary>
    public static byte[] Ce(uint sector, int offset, int length)
    {
        var data = new byte[CeSize - 4];
        BothEndian.Write32(data, sector);
        BothEndian.Write32(data.AsSpan(8), (uint)offset);
        BothEndian.Write32(data.AsSpan(16), (uint)length);
        return Entry("CE", data);
    }

    /// <summary>RRIP 4.1.1 in its 36-byte form (1.10): mode, links, uid 0, gid 0.</summary>
    public static byte[] Px(uint mode, uint links)
    {
        var data = new byte[32];
        BothEndian.Write32(data, mode);
        BothEndian.Write32(data.AsSpan(8), links);
        return Entry("PX", data);
    }

    /// <summary>RRIP 4.1.6, short form: MODIFY, ACCESS and ATTRIBUTES, all the same.</summary>
    public static byte[] Tf(long epoch)
    {
        var data = new byte[1 + (3 * IsoDate.RecordSize)];
        data[0] = 0x0E;
        for (var i = 0; i < 3; i++)
        {
            IsoDate.WriteRecord(data.AsSpan(1 + (i * IsoDate.RecordSize)), epoch);
        }

        return Entry("TF", data);
    }

    /// <summary>RRIP 4.1.4: the name, in pieces that say whether another follows.</summary>
    public static void AddNm(List<byte[]> entries, ReadOnlySpan<byte> name)
    {
        const int pieceSize = MaxEntrySize - 5;
        for (var start = 0; start < name.Length; start += pieceSize)
        {
            var piece = name.Slice(start, Math.Min(pieceSize, name.Length - start));
            var more = start + piece.Length < name.Length;
            entries.Add(Entry("NM", [more ? Continues : (byte)0, .. piece]));
        }
    }

    /// <summary>RRIP 4.1.3: the target, in pieces that say whether another follows.</summary>
    public static void AddSl(List<byte[]> entries, string target)
    {
        var pieces = SymlinkPieces.Of(target, MaxEntrySize - 5);
        for (var i = 0; i < pieces.Count; i++)
        {
            entries.Add(Entry("SL", [i < pieces.Count - 1 ? Continues : (byte)0, .. pieces[i]]));
        }
    }

    private static byte[] Entry(string signature, ReadOnlySpan<byte> data) =>
        [(byte)signature[0], (byte)signature[1], (byte)(4 + data.Length), 1, .. data];
}
