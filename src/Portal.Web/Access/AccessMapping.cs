using Portal.Protocol.Access;

namespace Portal.Access;

internal static class AccessMapping
{
    public static Grant ToGrant(this GrantWire wire) => new(wire.Role, wire.Scope);

    public static List<Grant> ToGrants(this IReadOnlyList<GrantWire> wires) =>
        [.. wires.Select(ToGrant)];

    public static List<GrantWire> ToWire(this IReadOnlyList<Grant> grants) =>
        [.. grants.Select(g => new GrantWire(g.Role, g.Scope))];

    public static MeWire ToWire(this Caller caller) =>
        new(caller.Name, caller.Kind.ToWire(), caller.Grants.ToWire());

    public static string ToWire(this CallerKind kind) =>
        kind == CallerKind.Robot ? "robot" : "account";

    public static TokenWire ToWire(this ApiToken token) =>
        new(
            token.Id,
            token.Name,
            token.Owner,
            token.Grants.ToWire(),
            token.CreatedAt,
            token.ExpiresAt,
            token.RevokedAt,
            token.LastUsedAt
        );

    public static TokenRequest ToRequest(this TokenCreateWire wire) =>
        new(
            wire.Name,
            wire.Grants?.ToGrants(),
            wire.ExpiresInDays is { } days ? TimeSpan.FromDays(days) : null,
            wire.Robot
        );

    public static RobotWire ToWire(this Robot robot) =>
        new(robot.Name, robot.Grants.ToWire(), robot.CreatedAt);

    public static AccountWire ToWire(this Account account) =>
        new(account.Name, account.Title, account.Grants.ToWire(), account.CreatedAt);

    public static AuditEntryWire ToWire(this AuditEntry entry) =>
        new(
            entry.Sequence,
            entry.At,
            entry.Actor,
            entry.Action,
            entry.Subject,
            entry.Detail,
            entry.Hash
        );
}
