using System.Buffers.Binary;

namespace Portal.Trust.Authenticode;

/// <summary>
/// The entries of a PE file's certificate table: length, revision 0x0200, type 2 (PKCS #7), content; each padded to eight
/// bytes. There may be several, as on Debian's shim.
/// </summary>
internal static class CertificateTable
{
    /// <summary>More are no signatures.</summary>
    public const int MaximumEntries = 16;

    private const int HeaderLength = 8;
    private const ushort Revision = 0x0200;
    private const ushort SignedData = 2;

    /// <summary>The content of each entry; null when they do not fill the table.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? Read(ReadOnlyMemory<byte> table)
    {
        var entries = new List<ReadOnlyMemory<byte>>();
        while (!table.IsEmpty)
        {
            if (table.Length < HeaderLength || entries.Count == MaximumEntries)
            {
                return null;
            }

            var span = table.Span;
            var length = BinaryPrimitives.ReadUInt32LittleEndian(span);
            if (
                length <= HeaderLength
                || length > table.Length
                || BinaryPrimitives.ReadUInt16LittleEndian(span[4..]) != Revision
                || BinaryPrimitives.ReadUInt16LittleEndian(span[6..]) != SignedData
            )
            {
                return null;
            }

            entries.Add(table[HeaderLength..(int)length]);
            table = table[(int)Math.Min((length + 7L) / 8 * 8, table.Length)..];
        }

        return entries;
    }
}
