namespace Portal.Access;

/// <summary>
/// Whoever tokens and grants belong to: an <see cref="Account"/> or a <see cref="Robot"/>. Both share one space of names, so
/// that an audit entry or a member list names exactly one of them.
/// </summary>
public abstract class Principal
{
    /// <summary>Names that would mislead in the audit log, because the portal itself uses them.</summary>
    public static readonly IReadOnlySet<string> Reserved = new HashSet<string>(
        StringComparer.Ordinal
    )
    {
        Caller.Anonymous.Name,
        Caller.System.Name,
    };

    /// <summary>As <see cref="Protocol.Names.IsName"/>; for ever.</summary>
    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal List<HeldGrant> Held { get; } = [];

    public IReadOnlyList<Grant> Grants =>
        [.. Held.Select(h => h.Grant).OrderBy(g => g.Role).ThenBy(g => g.Scope)];

    public abstract CallerKind Kind { get; }

    internal void Give(Grant grant) => Held.Add(HeldGrant.Of(Name, grant));
}

/// <summary>A person.</summary>
public sealed class Account : Principal
{
    /// <summary>The account that a new portal begins with.</summary>
    public const string First = "admin";

    /// <summary>What people call them; null when nobody said.</summary>
    public string? Title { get; internal set; }

    /// <summary>The last time; null until they signed in for the first time.</summary>
    public DateTimeOffset? SignedInAt { get; internal set; }

    /// <summary>Since then nobody signs in as this account; null while it is in use.</summary>
    public DateTimeOffset? DisabledAt { get; internal set; }

    public override CallerKind Kind => CallerKind.Account;
}

/// <summary>A machine. It belongs to whoever may give every grant that it holds.</summary>
public sealed class Robot : Principal
{
    public override CallerKind Kind => CallerKind.Robot;
}

/// <summary>The row of a grant.</summary>
internal sealed class HeldGrant
{
    public required string Holder { get; init; }

    public required string Role { get; init; }

    /// <summary>Empty where a role has no scope: a part of a key is never null.</summary>
    public required string Scope { get; init; }

    public Grant Grant => new(Role, Scope.Length == 0 ? null : Scope);

    public static HeldGrant Of(string holder, Grant grant) =>
        new()
        {
            Holder = holder,
            Role = grant.Role,
            Scope = grant.Scope ?? "",
        };
}
