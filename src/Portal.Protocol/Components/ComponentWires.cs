namespace Portal.Protocol.Components;

/// <param name="Newest">Newest version that is not yanked, by Debian's order; null when all are yanked.</param>
public sealed record ComponentWire(
    string Name,
    string Project,
    string? Newest,
    string? Summary,
    int Versions,
    DateTimeOffset CreatedAt
);

/// <param name="Digest">The content digest: SHA-256 of the canonical content list. It is the version's identity.</param>
/// <param name="Bytes">Sum of the files' lengths.</param>
/// <param name="Changes">Markdown: what is new.</param>
public sealed record ComponentVersionWire(
    string Component,
    string Version,
    string Project,
    Digest Digest,
    string Summary,
    string? License,
    string? Changes,
    string Stage,
    IReadOnlyList<string> Requires,
    IReadOnlyList<string> After,
    int Files,
    long Bytes,
    string UploadedBy,
    DateTimeOffset UploadedAt,
    YankWire? Yanked
);

/// <summary>Why a version is no longer resolved; releases that hold it stay as they are and show it.</summary>
public sealed record YankWire(string Reason, string By, DateTimeOffset At);

/// <summary><c>POST /api/v1/components/{component}/versions/{version}/yank</c></summary>
public sealed record YankRequestWire(string Reason);

/// <param name="Kind"><c>file</c>, <c>directory</c> or <c>symlink</c>.</param>
/// <param name="Mode">Octal permission bits as text: <c>0644</c>, <c>0755</c>.</param>
/// <param name="Sha256">Of a file's bytes; null for the other kinds.</param>
/// <param name="Target">A symlink's target; otherwise null.</param>
/// <param name="Signature">A PE file's or a catalog's own; null when it has none.</param>
/// <param name="Catalog">Path of the catalog that has the file as it is; null when none does.</param>
public sealed record FileWire(
    string Path,
    string Kind,
    long Length,
    Digest? Sha256,
    string Mode,
    string? Target = null,
    SignatureWire? Signature = null,
    string? Catalog = null
);

/// <summary>An Authenticode signature as it was found at upload.</summary>
/// <param name="Class">
/// <c>broken</c>, <c>test-signed</c>, <c>publisher</c>, <c>microsoft</c>, <c>attested</c>, <c>whql</c> or <c>windows</c>.
/// </param>
/// <param name="Valid">It holds; false exactly for <c>broken</c>.</param>
/// <param name="Signer">As the certificate says.</param>
/// <param name="Timestamp">By an authority that is trusted.</param>
/// <param name="Problem">Why it does not hold: <c>altered</c>, <c>expired</c>, ...; null when it does.</param>
public sealed record SignatureWire(
    string Class,
    bool Valid,
    string? Signer,
    DateTimeOffset? Timestamp,
    string? Problem
);
