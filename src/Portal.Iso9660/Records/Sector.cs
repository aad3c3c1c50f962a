namespace Portal.Iso9660.Records;

/// <summary>The unit of addresses on the image; logical sector and logical block are both 2048 bytes here.</summary>
internal static class Sector
{
    public const int Size = 2048;

    /// <summary>Sectors of the system area, which is zero here; descriptors begin after it.</summary>
    public const int SystemAreaCount = 16;

    /// <summary>How many sectors hold that many bytes.</summary>
    public static long Count(long bytes) => (bytes + Size - 1) / Size;

    public static long RoundUp(long bytes) => Count(bytes) * Size;
}
