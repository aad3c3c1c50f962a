namespace Portal.Iso9660;

/// <summary>What a descriptor of the sequence from sector 16 on is for.</summary>
public enum IsoDescriptorKind
{
    /// <summary>ECMA-119 8.4: the ISO 9660 volume.</summary>
    Primary,

    /// <summary>ECMA-119 8.5 with one of Joliet's escape sequences.</summary>
    Joliet,

    /// <summary>ECMA-119 8.5 otherwise, such as "ISO 9660:1999".</summary>
    Supplementary,

    /// <summary>ECMA-119 8.2, such as El Torito's.</summary>
    Boot,

    /// <summary>ECMA-119 8.6: a volume partition.</summary>
    Partition,

    /// <summary>A number the standard keeps for later.</summary>
    Unknown,
}
