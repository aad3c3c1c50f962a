namespace Portal.Protocol.Client;

/// <summary>An archive that is sent in pieces, and may be gone on with later.</summary>
/// <param name="Archive">Its stream must be seekable, and give the same bytes each time.</param>
/// <param name="Component">The name that the manifest must have; null: any. The same holds for <paramref name="Version"/>.</param>
/// <param name="FileName">Shown to people only.</param>
public sealed record ResumableUpload(
    ComponentUpload Archive,
    string? Component = null,
    string? Version = null,
    string? FileName = null
)
{
    /// <summary>Told the id of the upload as soon as the portal has it: with it another run goes on.</summary>
    public Action<string>? Begun { get; init; }

    /// <summary>Told what failed, and after what time it is tried again.</summary>
    public Action<PortalException, TimeSpan>? Waiting { get; init; }
}
