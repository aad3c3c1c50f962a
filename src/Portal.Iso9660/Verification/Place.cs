using System.Runtime.InteropServices;

namespace Portal.Iso9660.Verification;

/// <summary>Where a finding is.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Place(long Sector, int Offset)
{
    public Place At(int bytes)
    {
        var offset = Offset + bytes;
        return new Place(
            Sector + (offset / Iso9660.Records.Sector.Size),
            offset % Iso9660.Records.Sector.Size
        );
    }
}
