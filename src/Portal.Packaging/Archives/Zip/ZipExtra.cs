namespace Portal.Packaging.Archives.Zip;

/// <summary>The extra field of a local or central header: blocks of id, length, bytes (APPNOTE 4.5).</summary>
internal static class ZipExtra
{
    private const int Zip64 = 0x0001;
    private const int UnicodePath = 0x7075;

    /// <summary>
    /// Widens the fields that are saturated, in the order in which the ZIP64 block holds them, and finds a second name.
    /// </summary>
    /// <param name="extra">The whole extra field.</param>
    /// <param name="fields">32-bit values: size, compressed size and, in a central header, offset.</param>
    /// <param name="unicodePath">The name that Info-ZIP's block gives; empty when there is none.</param>
    /// <returns>False when the field is malformed, or a saturated value is missing from it.</returns>
    public static bool TryRead(
        ReadOnlySpan<byte> extra,
        Span<long> fields,
        out ReadOnlySpan<byte> unicodePath
    )
    {
        unicodePath = default;
        var isWide = false;
        while (extra.Length >= 4)
        {
            int id = ZipFields.U16(extra, 0);
            int length = ZipFields.U16(extra, 2);
            if (extra.Length < 4 + length)
            {
                return false;
            }

            var block = extra.Slice(4, length);
            if (id == Zip64 && (isWide || !TryWiden(block, fields)))
            {
                return false;
            }

            isWide |= id == Zip64;
            if (id == UnicodePath && length > 5)
            {
                unicodePath = block[5..];
            }

            extra = extra[(4 + length)..];
        }

        // Some writers pad with one to three zero bytes, which hold no block.
        return !extra.ContainsAnyExcept((byte)0) && (isWide || !fields.Contains(uint.MaxValue));
    }

    private static bool TryWiden(ReadOnlySpan<byte> block, Span<long> fields)
    {
        foreach (ref var field in fields)
        {
            if (field != uint.MaxValue)
            {
                continue;
            }

            if (block.Length < 8)
            {
                return false;
            }

            field = ZipFields.U64(block, 0);
            block = block[8..];
        }

        return true;
    }
}
