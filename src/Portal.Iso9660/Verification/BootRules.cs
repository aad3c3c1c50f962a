using System.Buffers.Binary;
using Portal.Iso9660.Reading;
using Portal.Iso9660.Records;

namespace Portal.Iso9660.Verification;

/// <summary>El Torito 2.0: where the catalog lies, and its validation entry. What it boots is not looked at.</summary>
internal sealed class BootRules(ImageBytes image, FindingList findings)
{
    private const int ValidationSize = 32;

    public void Check(ReadOnlySpan<byte> descriptor, Place place)
    {
        if (!descriptor[7..].StartsWith("EL TORITO SPECIFICATION"u8))
        {
            return; // another boot system; its use of the sector is its own
        }

        findings.RequireZero(
            descriptor[39..71],
            "iso.descriptor.reserved",
            place.At(39),
            "Unused bytes of the boot record"
        );
        long catalog = BinaryPrimitives.ReadUInt32LittleEndian(descriptor[71..]);
        findings.Require(
            image.Contains(catalog, Sector.Size) && AddsUp(image.Block(catalog)),
            "iso.boot.catalog",
            place.At(71),
            $"Sector {catalog} holds no boot catalog."
        );
    }

    /// <summary>Header 1, key bytes 55 AA, and sixteen words that sum up to zero.</summary>
    private static bool AddsUp(ReadOnlySpan<byte> catalog)
    {
        ushort sum = 0;
        for (var i = 0; i < ValidationSize; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16LittleEndian(catalog[i..]);
        }

        return sum == 0 && catalog[0] == 1 && catalog[30] == 0x55 && catalog[31] == 0xAA;
    }
}
