namespace Portal.Protocol.Access;

/// <summary>Makes an invitation: <c>POST /api/v1/invitations</c>.</summary>
/// <param name="Grants">What the invited gets; an administrator may give none.</param>
/// <param name="Note">Whom it is for, at most 200 characters; the invited does not see it.</param>
/// <param name="ExpiresInDays">1-30; null: 7.</param>
public sealed record InvitationCreateWire(
    IReadOnlyList<GrantWire> Grants,
    string? Note = null,
    int? ExpiresInDays = null
);

/// <param name="State"><c>open</c>, <c>used</c>, <c>revoked</c> or <c>expired</c>.</param>
/// <param name="Account">The account that was made with it.</param>
public sealed record InvitationWire(
    Guid Id,
    string? Note,
    IReadOnlyList<GrantWire> Grants,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    string State,
    string? Account
);

/// <param name="Path">Below the portal's own address: <c>/invitation/...</c>. It is a secret that works once, shown this once.</param>
public sealed record InvitationCreatedWire(string Path, InvitationWire Details);
