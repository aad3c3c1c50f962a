namespace Portal.Iso9660.Reading;

/// <summary>How the System Use area of the root's "." shows that an image has Rock Ridge (SUSP 5.3).</summary>
internal static class RockRidgeStart
{
    /// <summary>Bytes of a CD-ROM XA attribute, which may stand before SP.</summary>
    public const int ExtendedArchitectureSize = 14;

    /// <summary>Signature, length and check bytes of SP.</summary>
    public static bool IsSp(ReadOnlySpan<byte> area) =>
        area.Length >= 7 && area[..2].SequenceEqual("SP"u8) && area[4] == 0xBE && area[5] == 0xEF;

    /// <summary>Whether SP stands behind a CD-ROM XA attribute.</summary>
    public static bool IsAfterExtendedArchitecture(ReadOnlySpan<byte> area) =>
        area.Length > ExtendedArchitectureSize
        && area.Slice(6, 2).SequenceEqual("XA"u8)
        && IsSp(area[ExtendedArchitectureSize..]);

    /// <summary>The bytes to skip in other records; null when there is no SP.</summary>
    public static int? Skip(ReadOnlySpan<byte> area)
    {
        if (IsAfterExtendedArchitecture(area))
        {
            area = area[ExtendedArchitectureSize..];
        }

        return IsSp(area) ? area[6] : null;
    }
}
