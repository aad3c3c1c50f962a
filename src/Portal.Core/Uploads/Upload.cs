using Portal.Components;
using Portal.Protocol;

namespace Portal.Uploads;

/// <summary>A resumable upload as it was asked for; it never changes.</summary>
/// <param name="Component">Null: as the manifest says. The same holds for <paramref name="Version"/>.</param>
/// <param name="Project">Null: the component's, or the owner's only one.</param>
/// <param name="FileName">What the sender calls the archive; only shown.</param>
/// <param name="Sha256">Of the archive, checked when it is there; null: not announced.</param>
/// <param name="Length">Bytes of the archive.</param>
/// <param name="Metadata">The line as it was sent, which tus has us say again; null: none.</param>
public sealed record UploadRequest(
    string? Component,
    string? Version,
    string? Project,
    string? FileName,
    Digest? Sha256,
    long Length,
    string? Metadata = null
)
{
    internal ComponentUpload ToComponentUpload() =>
        new(Component, Version, Project, Announced: Sha256);
}

/// <summary>An upload, whose, and where it stands.</summary>
/// <param name="Owner">The account or robot that made it, and the only one to see it.</param>
public sealed record Upload(
    UploadId Id,
    string Owner,
    UploadRequest Request,
    DateTimeOffset CreatedAt
)
{
    /// <summary>Bytes that are there.</summary>
    public long Offset { get; init; }

    /// <summary>When it goes away unless somebody goes on with it.</summary>
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>True once the last byte is there and it is, or waits to be, published.</summary>
    public bool IsPublishing { get; init; }

    /// <summary>What became of it; null as long as that is open.</summary>
    public UploadOutcome? Outcome { get; init; }

    public bool IsComplete => Offset == Request.Length;
}
