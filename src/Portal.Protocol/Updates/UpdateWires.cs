namespace Portal.Protocol.Updates;

/// <summary><c>GET /api/v1/updates</c>: how the update repository stands.</summary>
/// <param name="PublishedAt">When something was published last.</param>
/// <param name="Error">Why the last attempt failed; null when it did not.</param>
/// <param name="Roles">Root first.</param>
public sealed record UpdatesWire(
    DateTimeOffset? PublishedAt,
    string? Error,
    IReadOnlyList<UpdateRoleWire> Roles
);

/// <summary>A role of the update repository.</summary>
/// <param name="Version">Published; 0 when nothing is.</param>
/// <param name="Online">The portal holds enough of its keys: nobody else has to sign.</param>
/// <param name="Threshold">How many of its keys have to sign.</param>
/// <param name="Keys">Ids of its keys: hexadecimal SHA-256 of the canonical key.</param>
/// <param name="Waiting">Metadata that waits for signatures.</param>
/// <param name="Ordered">Other keys were asked for, and no metadata that says so is made yet.</param>
public sealed record UpdateRoleWire(
    string Role,
    long Version,
    DateTimeOffset? SignedAt,
    DateTimeOffset? Expires,
    bool Online,
    int Threshold,
    IReadOnlyList<string> Keys,
    WaitingMetadataWire? Waiting = null,
    bool Ordered = false
);

/// <summary>Metadata that waits; <c>GET /api/v1/updates/roles/{role}/waiting</c> gives the file.</summary>
/// <param name="Version">It will have.</param>
/// <param name="Signatures">By how many keys of the role.</param>
/// <param name="Keys">Ids of those that may sign it.</param>
public sealed record WaitingMetadataWire(
    long Version,
    int Signatures,
    int Needed,
    IReadOnlyList<string> Keys
);

/// <summary>Asks for other keys of a role: <c>PUT /api/v1/updates/roles/{role}/keys</c>, administrators only.</summary>
/// <param name="Keys">Public ECDSA P-256 keys, SubjectPublicKeyInfo in PEM; null: a new one that the portal makes and holds.</param>
public sealed record KeyOrderWire(IReadOnlyList<string>? Keys = null, int Threshold = 1);
