namespace Portal.Backups;

/// <summary>What is to be backed up, and to where.</summary>
/// <param name="Target">A folder that is made, or a file that ends in <c>.tar</c>.</param>
/// <param name="Base">An earlier backup, a folder on the same file system, whose blobs are linked instead of copied.</param>
/// <param name="KeysTarget">Where the keys go, apart; null: into the backup itself.</param>
/// <param name="WithKeys">False: the keys are in no backup.</param>
public sealed record BackupRequest(
    string Target,
    string? Base = null,
    string? KeysTarget = null,
    bool WithKeys = true
);

/// <summary>What was backed up.</summary>
/// <param name="Reused">Blobs that were linked from the base.</param>
/// <param name="Lacking">As <see cref="BackupManifest.Lacking"/>, or true in <paramref name="Unknown"/> when that cannot be told.</param>
public sealed record BackupOutcome(
    string Path,
    string? KeysPath,
    int Files,
    long Bytes,
    int Reused,
    IReadOnlyList<Protocol.Digest> Lacking,
    bool Unknown,
    Protocol.Digest Manifest
);
