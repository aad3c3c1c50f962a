using Portal.Protocol;

namespace Portal.Components;

/// <summary>An upload as it was asked for; its bytes come beside it.</summary>
/// <param name="Component">Its name as it was announced; null: as the manifest says.</param>
/// <param name="Version">The same of its version.</param>
/// <param name="Project">Where the component is new and the caller has a choice; otherwise null.</param>
/// <param name="Length">Bytes that are announced; null when they are not.</param>
/// <param name="Announced">SHA-256 of the archive that is announced; null when it is not.</param>
public sealed record ComponentUpload(
    string? Component,
    string? Version,
    string? Project = null,
    long? Length = null,
    Digest? Announced = null
);

/// <param name="IsNew">False when the same content was published before: nothing was changed.</param>
public sealed record Published(ComponentVersion Version, string Project, bool IsNew);
