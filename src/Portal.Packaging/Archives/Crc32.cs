using System.Buffers.Binary;

namespace Portal.Packaging.Archives;

/// <summary>The checksum of gzip (RFC 1952, 8) and zip: polynomial 0xEDB88320, reflected; eight bytes a step.</summary>
internal static class Crc32
{
    private static readonly uint[][] Tables = MakeTables();

    /// <summary>Goes on from the checksum of the bytes before; 0 to begin.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        var tables = Tables;
        crc = ~crc;
        while (data.Length >= 8)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            crc =
                tables[7][low & 0xFF]
                ^ tables[6][(low >> 8) & 0xFF]
                ^ tables[5][(low >> 16) & 0xFF]
                ^ tables[4][low >> 24]
                ^ tables[3][high & 0xFF]
                ^ tables[2][(high >> 8) & 0xFF]
                ^ tables[1][(high >> 16) & 0xFF]
                ^ tables[0][high >> 24];
            data = data[8..];
        }

        foreach (var value in data)
        {
            crc = tables[0][(crc ^ value) & 0xFF] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[8][];
        for (var table = 0; table < 8; table++)
        {
            tables[table] = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                // Table n is the effect of a byte that n more zero bytes follow.
                var crc = table == 0 ? i : tables[table - 1][i];
                for (var bit = 0; bit < 8; bit++)
                {
                    crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
                }

                tables[table][i] = crc;
            }
        }

        return tables;
    }
}
