using Portal.Data;

namespace Portal.Access;

internal static class SessionStart
{
    /// <summary>Adds a session to the save that is under way, with its audit entry.</summary>
    /// <param name="token">Of a sign-in by token: its id.</param>
    public static Session BeginSession(
        this PortalDb db,
        Principal who,
        SessionMethod method,
        Origin origin,
        DateTimeOffset now,
        string? token = null
    )
    {
        var session = new Session
        {
            Id = Guid.NewGuid(),
            Account = who.Name,
            CreatedAt = now,
            LastUsedAt = now,
            Method = method,
            Token = token,
            Address = origin.Address,
            Site = origin.Site,
            Agent = origin.ShortAgent,
        };
        db.Add(session);
        if (who is Account account)
        {
            account.SignedInAt = now;
        }

        var way = token is null ? method.Describe() : $"{method.Describe()} {token}";
        db.Audit(
            new Caller(who.Name, who.Kind, []),
            "account.sign-in",
            who.Name,
            origin.Address is null ? way : $"{way}, from {origin.Address}"
        );
        return session;
    }

    /// <summary>The word for lists and the log.</summary>
    public static string Describe(this SessionMethod method) =>
        method.ToString().ToLowerInvariant();
}
