using Portal.Protocol;

namespace Portal.Cli.Mirrors;

/// <summary>What filling a mirror did.</summary>
/// <param name="Action"><c>synced</c> or <c>current</c>.</param>
/// <param name="Channels">As <c>stable of guest-tools</c>.</param>
/// <param name="Releases">As <c>guest-tools 4.3</c>, those that channels lead to.</param>
/// <param name="Fetched">Bytes of images over the network.</param>
/// <param name="Reused">Bytes of images that the tree had.</param>
/// <param name="Removed">Files that went.</param>
/// <param name="Notes">What was left out.</param>
/// <param name="Expires">Until when what was taken holds.</param>
internal sealed record MirrorSyncDocument(
    string Folder,
    string Action,
    string Mirror,
    IReadOnlyList<string> Channels,
    IReadOnlyList<string> Releases,
    long Fetched,
    long Reused,
    IReadOnlyList<string> Removed,
    IReadOnlyList<string> Notes,
    DateTimeOffset Expires
);

/// <summary>A bundle that was written.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Expires">Until when hosts take it.</param>
internal sealed record MirrorBundleDocument(
    string File,
    long Length,
    Digest Sha256,
    IReadOnlyList<string> Channels,
    IReadOnlyList<string> Releases,
    DateTimeOffset Expires
);
