using Portal.Protocol.Components;
using Portal.Protocol.Problems;

namespace Portal.Protocol.Uploads;

/// <summary>A resumable upload, as <c>GET /api/v1/uploads/{id}</c> tells it to whoever made it.</summary>
/// <param name="State">One of <see cref="UploadStates"/>.</param>
/// <param name="Offset">Bytes that are there.</param>
/// <param name="Length">Bytes that it will have.</param>
/// <param name="Component">As it was announced; null: the manifest tells. The same holds for <paramref name="Version"/>.</param>
/// <param name="FileName">What the sender calls the archive.</param>
/// <param name="ExpiresAt">When it goes away unless somebody goes on with it.</param>
/// <param name="Published">The version, where there is one; otherwise null.</param>
/// <param name="Problem">Why nothing was published, with every finding; otherwise null.</param>
/// <param name="Manifest">The text of <c>component.yaml</c>, in whose lines the findings are; null where it could not be read.</param>
public sealed record UploadWire(
    string Id,
    string State,
    long Offset,
    long Length,
    string? Component,
    string? Version,
    string? Project,
    string? FileName,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    ComponentVersionWire? Published = null,
    ProblemWire? Problem = null,
    string? Manifest = null
);
