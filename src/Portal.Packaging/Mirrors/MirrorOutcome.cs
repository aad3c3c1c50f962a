namespace Portal.Packaging.Mirrors;

/// <summary>What filling a mirror did.</summary>
/// <param name="IsChanged">False: all of it was there.</param>
/// <param name="Channels">As <c>stable of guest-tools</c>, those that the mirror holds.</param>
/// <param name="Releases">As <c>guest-tools 4.3</c>, those that channels lead to.</param>
/// <param name="Fetched">Bytes of images that came from elsewhere.</param>
/// <param name="Reused">Bytes of images that the tree had.</param>
/// <param name="Removed">Files that went, as nothing led to them for the grace time.</param>
/// <param name="Notes">Sentences of what was left out.</param>
/// <param name="Expires">When the source has to have signed again.</param>
/// <param name="Reached">Every file that the tree holds for its timestamp, relative to it, sorted.</param>
public sealed record MirrorOutcome(
    bool IsChanged,
    IReadOnlyList<string> Channels,
    IReadOnlyList<string> Releases,
    long Fetched,
    long Reused,
    IReadOnlyList<string> Removed,
    IReadOnlyList<string> Notes,
    DateTimeOffset Expires,
    IReadOnlyList<string> Reached
);
