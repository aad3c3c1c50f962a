using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Problems;

namespace Portal.Access;

/// <summary>Signs a browser in by an API token. The session carries no more than the token, and ends with it.</summary>
public sealed class TokenSignIn(
    IDbContextFactory<PortalDb> factory,
    Authenticator authenticator,
    TimeProvider clock
)
{
    /// <returns>The session's id, which the cookie carries.</returns>
    public async Task<Result<Guid>> SignInAsync(
        string text,
        Origin origin,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(origin);
        var known = await authenticator.ByTokenAsync(text, cancellationToken);
        if (!known.TryGet(out var caller, out var error))
        {
            return error;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var who = await db.Set<Principal>()
            .SingleAsync(p => p.Name == caller.Name, cancellationToken);
        // The token of the settings has no expiry; every other one has.
        var id =
            caller.ValidUntil is not null && TokenText.TryReadId(text, out var read)
                ? read
                : authenticator.AdminTokenId;
        var session = db.BeginSession(who, SessionMethod.Token, origin, clock.GetUtcNow(), id);
        await db.SaveChangesAsync(cancellationToken);
        return session.Id;
    }
}
