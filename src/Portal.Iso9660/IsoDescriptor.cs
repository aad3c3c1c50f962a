namespace Portal.Iso9660;

/// <summary>
/// What one descriptor says, as it stands there: nothing is checked against the rest of the image. Texts are trimmed and
/// empty when not given; they come from the image and may hold anything.
/// </summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Sector">Where it lies.</param>
/// <param name="Sectors">Sectors of the volume by its own account; 0 for a boot record.</param>
public sealed record IsoDescriptor(IsoDescriptorKind Kind, long Sector, long Sectors)
{
    /// <summary>For a boot record: the boot system, such as "EL TORITO SPECIFICATION".</summary>
    public string SystemId { get; init; } = "";

    /// <summary>The label.</summary>
    public string VolumeId { get; init; } = "";

    public string VolumeSetId { get; init; } = "";

    public string PublisherId { get; init; } = "";

    /// <summary>Who prepared the data; xorriso names itself here.</summary>
    public string PreparerId { get; init; } = "";

    /// <summary>Which application made the image; genisoimage names itself here.</summary>
    public string ApplicationId { get; init; } = "";

    /// <summary>In UTC; null when not given.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>In UTC; null when not given.</summary>
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>In UTC; null when not given.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>In UTC; null when not given.</summary>
    public DateTimeOffset? EffectiveAt { get; init; }
}
