using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Problems;

namespace Portal.Access;

/// <summary>A session as its owner sees it.</summary>
/// <param name="Token">Id of the token by which it was begun; otherwise null.</param>
/// <param name="IsThis">True for the one that asks.</param>
public sealed record SessionView(
    Guid Id,
    SessionMethod Method,
    string? Token,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastUsedAt,
    string? Address,
    string? Agent,
    bool IsThis
);

/// <summary>Lists and ends a person's own sessions. A session by token, and a bearer token, see none of it.</summary>
public sealed class SessionService(IDbContextFactory<PortalDb> factory, TimeProvider clock)
{
    private const int Most = 200;

    /// <summary>Those that go on, newest use first, at most 200.</summary>
    public async Task<Result<IReadOnlyList<SessionView>>> ListAsync(
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.IsSelf())
        {
            return AccessErrors.NotThisSession;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var rows = await Live(db, caller)
            .AsNoTracking()
            .OrderByDescending(s => s.LastUsedAt)
            .ThenBy(s => s.Id)
            .Take(Most)
            .ToListAsync(cancellationToken);
        return Result<IReadOnlyList<SessionView>>.Of([
            .. rows.Select(s => new SessionView(
                s.Id,
                s.Method,
                s.Token,
                s.CreatedAt,
                s.LastUsedAt,
                s.Address,
                s.Agent,
                s.Id == caller.Session
            )),
        ]);
    }

    /// <summary>Ends one of the caller's own; a copy of its cookie is worth nothing from now on.</summary>
    public Task<Result<int>> EndAsync(
        Caller caller,
        Guid session,
        CancellationToken cancellationToken
    ) => EndAsync(caller, s => s.Id == session, orRefuse: true, cancellationToken);

    /// <summary>Ends all of the caller's own but the one that asks.</summary>
    /// <returns>How many there were.</returns>
    public Task<Result<int>> EndOthersAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var mine = caller.Session;
        return EndAsync(caller, s => s.Id != mine, orRefuse: false, cancellationToken);
    }

    private async Task<Result<int>> EndAsync(
        Caller caller,
        System.Linq.Expressions.Expression<Func<Session, bool>> which,
        bool orRefuse,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.IsSelf())
        {
            return AccessErrors.NotThisSession;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var rows = await Live(db, caller).Where(which).ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            return orRefuse ? AccessErrors.NoSuchSession : 0;
        }

        db.EndSessions(rows, clock.GetUtcNow());
        db.Audit(caller, "session.end", caller.Name, $"{rows.Count}");
        await db.SaveChangesAsync(cancellationToken);
        return rows.Count;
    }

    private IQueryable<Session> Live(PortalDb db, Caller caller)
    {
        var idle = clock.GetUtcNow() - AccessOptions.SessionIdle;
        return db.Set<Session>()
            .Where(s => s.Account == caller.Name && s.EndedAt == null && s.LastUsedAt > idle);
    }
}

internal static class SessionRules
{
    /// <summary>
    /// True when the caller is the person, and not a part of their rights: only then may sessions, password and second
    /// factor be looked at or changed.
    /// </summary>
    public static bool IsSelf(this Caller caller) =>
        caller is { Kind: CallerKind.Account, Method: not null and not SessionMethod.Token };

    /// <summary>As <see cref="IsSelf"/>, and with a session of ours, not a proxy's header.</summary>
    public static bool HasOwnSession(this Caller caller) =>
        caller.IsSelf() && caller.Session is not null;

    public static void EndSessions(
        this PortalDb db,
        IEnumerable<Session> sessions,
        DateTimeOffset now
    )
    {
        foreach (var session in sessions)
        {
            session.EndedAt ??= now;
        }
    }

    /// <summary>Ends the account's sessions but one, in the save that is under way.</summary>
    public static async Task EndSessionsAsync(
        this PortalDb db,
        string account,
        Guid? except,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        db.EndSessions(
            await db.Set<Session>()
                .Where(s => s.Account == account && s.EndedAt == null && s.Id != except)
                .ToListAsync(cancellationToken),
            now
        );
}
