namespace Portal.Protocol.Releases;

/// <summary>Makes a release: <c>POST /api/v1/products/{product}/releases</c>.</summary>
/// <param name="Components">Exact versions instead of the newest in range; components that are not named are resolved.</param>
public sealed record ReleaseCreateWire(
    string Version,
    IReadOnlyList<ReleasePickWire>? Components = null
);

public sealed record ReleasePickWire(string Name, string Version);

/// <param name="Digest">Content digest of the locked version.</param>
/// <param name="Yanked">Set when the version was yanked after it was locked.</param>
public sealed record ReleaseComponentWire(
    string Name,
    string Version,
    Digest Digest,
    string? Yanked = null
);

/// <param name="Step">The state at work, or the last one.</param>
/// <param name="Done">Bytes or items done in this step.</param>
/// <param name="Total">Of how many; 0 when unknown.</param>
public sealed record ReleaseProgressWire(string Step, long Done, long Total, string? Message);

/// <param name="Length">Bytes.</param>
public sealed record ReleaseImageWire(long Length, Digest Sha256);

/// <param name="Lock">Digest of <c>release.json</c>.</param>
/// <param name="Attempts">How often the job was begun since it was last queued.</param>
/// <param name="Error">Why the last attempt failed.</param>
/// <param name="Image">Set once the release is ready.</param>
/// <param name="Warnings">Sentences for whoever is about to use it: yanked components, withdrawal.</param>
/// <param name="TakenFrom">The portal or mirror that the image was taken from; null when it was made here.</param>
public sealed record ReleaseWire(
    string Product,
    string Version,
    string State,
    ReleaseProgressWire Progress,
    int Attempts,
    string? Error,
    Digest Lock,
    IReadOnlyList<ReleaseComponentWire> Components,
    ReleaseImageWire? Image,
    IReadOnlyList<string> Warnings,
    string? Reason,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ReadyAt,
    string? TakenFrom = null
);

/// <summary><c>POST .../releases/{version}/withdraw</c></summary>
/// <param name="Reason">Shown to everybody.</param>
/// <param name="Remove">Law or malware: downloads answer 410 from now on. Administrators only.</param>
public sealed record WithdrawWire(string Reason, bool Remove = false);

/// <summary><c>GET .../releases/{version}/changes</c></summary>
/// <param name="Since">The version compared with; null when there is none before.</param>
/// <param name="Files">Null where it cannot be known.</param>
public sealed record ReleaseChangesWire(
    string? Since,
    IReadOnlyList<ComponentChangeWire> Components,
    FileChangesWire? Files
);

/// <param name="Before">Null when it is new.</param>
/// <param name="After">Null when it is gone.</param>
/// <param name="Change"><c>same</c>, <c>newer</c>, <c>older</c>, <c>new</c> or <c>gone</c>.</param>
/// <param name="News">What the versions on the way say is new, newest first.</param>
public sealed record ComponentChangeWire(
    string Name,
    string? Before,
    string? After,
    string Change,
    IReadOnlyList<VersionNewsWire> News
);

/// <param name="Changes">Markdown.</param>
public sealed record VersionNewsWire(string Version, string Changes);

/// <param name="NewBytes">Of contents that the image before lacks.</param>
/// <param name="FetchBytes">What whoever holds the image before fetches: those and the image's own tables; null without an image.</param>
public sealed record FileChangesWire(
    int Added,
    int Changed,
    int Removed,
    int Same,
    long NewBytes,
    long? FetchBytes
);
