namespace Portal.Protocol.Access;

/// <param name="Role">One of <see cref="Roles"/>.</param>
/// <param name="Scope">Name of the project, product, distro, lab or fleet; null for the administrator.</param>
public sealed record GrantWire(string Role, string? Scope = null);

/// <summary>Who the caller is: <c>GET /api/v1/me</c>.</summary>
/// <param name="Kind"><c>account</c> or <c>robot</c>.</param>
/// <param name="Grants">What this credential may do: for a token its own part of the owner's grants.</param>
public sealed record MeWire(string Name, string Kind, IReadOnlyList<GrantWire> Grants);

/// <summary>Asks for a token: <c>POST /api/v1/tokens</c>.</summary>
/// <param name="Name">What it is for; shown in lists, 1-80 characters.</param>
/// <param name="Grants">The part of the owner's grants that it carries; null: all of them.</param>
/// <param name="ExpiresInDays">1-366; null: 90.</param>
/// <param name="Robot">Makes the token for this robot of a project or product instead of for the caller.</param>
public sealed record TokenCreateWire(
    string Name,
    IReadOnlyList<GrantWire>? Grants = null,
    int? ExpiresInDays = null,
    string? Robot = null
);

/// <param name="Owner">Name of the account or robot.</param>
/// <param name="Id">The public part of the token, which names it in lists and logs.</param>
public sealed record TokenWire(
    string Id,
    string Name,
    string Owner,
    IReadOnlyList<GrantWire> Grants,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt,
    DateTimeOffset? LastUsedAt
);

/// <param name="Token">The whole secret. It is shown this once and kept nowhere.</param>
public sealed record TokenCreatedWire(string Token, TokenWire Details);

/// <summary>Makes a robot: <c>POST /api/v1/robots</c>.</summary>
/// <param name="Grants">Roles within what the caller may give.</param>
public sealed record RobotCreateWire(string Name, IReadOnlyList<GrantWire> Grants);

public sealed record RobotWire(
    string Name,
    IReadOnlyList<GrantWire> Grants,
    DateTimeOffset CreatedAt
);

/// <summary>Makes a person's account: <c>POST /api/v1/accounts</c>, administrators only.</summary>
public sealed record AccountCreateWire(
    string Name,
    string? Title = null,
    IReadOnlyList<GrantWire>? Grants = null
);

public sealed record AccountWire(
    string Name,
    string? Title,
    IReadOnlyList<GrantWire> Grants,
    DateTimeOffset CreatedAt
);

/// <summary>A way in for an account: <c>POST /api/v1/accounts/{name}/sign-in-link</c>, administrators only.</summary>
/// <param name="Path">Below the portal's own address: <c>/sign-in/...</c>. It is a secret that works once.</param>
public sealed record SignInLinkWire(string Path, DateTimeOffset ExpiresAt);

/// <summary>One entry of the audit log: <c>GET /api/v1/audit</c>, administrators only.</summary>
/// <param name="Sequence">From 1, without gaps.</param>
/// <param name="Hash">Covers the entry and the hash before it, so that no entry can be altered, dropped or moved unseen.</param>
public sealed record AuditEntryWire(
    long Sequence,
    DateTimeOffset At,
    string Actor,
    string Action,
    string Subject,
    string? Detail,
    Digest Hash
);
