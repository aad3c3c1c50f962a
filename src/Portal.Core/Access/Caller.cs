using Portal.Protocol.Access;

namespace Portal.Access;

public enum CallerKind
{
    /// <summary>Nobody is signed in: may read.</summary>
    Anonymous,

    /// <summary>A person.</summary>
    Account,

    /// <summary>A machine.</summary>
    Robot,

    /// <summary>The portal itself: jobs and start-up.</summary>
    System,
}

/// <summary>Who asks, and with which grants. Every service that writes takes one and names it in the audit log.</summary>
public sealed record Caller(string Name, CallerKind Kind, IReadOnlyList<Grant> Grants)
{
    public static Caller Anonymous { get; } = new("anonymous", CallerKind.Anonymous, []);

    /// <summary>The portal itself, which may do everything.</summary>
    public static Caller System { get; } =
        new("portal", CallerKind.System, [new(Roles.Administrator, null)]);

    /// <summary>When its credential ends; null for one that does not end by itself, or a session.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>The session by which a browser calls; null for a bearer token or a proxy's header.</summary>
    public Guid? Session { get; init; }

    /// <summary>How that session began; null for a bearer token.</summary>
    public SessionMethod? Method { get; init; }

    /// <summary>When that session began.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>
    /// True for somebody who has shown a password only and must set up the second factor first: until then without grants.
    /// </summary>
    public bool NeedsSecondFactor { get; init; }

    public bool IsAdministrator => Grants.Any(g => g.Role == Roles.Administrator);

    /// <summary>True for the administrator and for whoever holds one of the roles for exactly this scope.</summary>
    public bool May(string scope, params ReadOnlySpan<string> roles)
    {
        if (IsAdministrator)
        {
            return true;
        }

        foreach (var grant in Grants)
        {
            if (grant.Scope == scope && roles.Contains(grant.Role))
            {
                return true;
            }
        }

        return false;
    }
}
