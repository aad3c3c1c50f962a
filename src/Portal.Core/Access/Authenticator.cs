using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol;
using Portal.Protocol.Access;

namespace Portal.Access;

/// <summary>Turns a presented secret into a caller.</summary>
public sealed class Authenticator(
    IDbContextFactory<PortalDb> factory,
    TimeProvider clock,
    IOptions<AccessOptions> options
)
{
    private const string AdminTokenPrefix = "setting-";

    private readonly Digest? _admin = string.IsNullOrEmpty(options.Value.AdminToken)
        ? null
        : TokenText.HashOf(options.Value.AdminToken);

    /// <summary>Names the token of the settings where another would have its id; null where there is none.</summary>
    internal string? AdminTokenId => _admin is { } hash ? AdminTokenPrefix + hash.Hex[..16] : null;

    /// <summary>
    /// The caller of an API token, or of <see cref="AccessOptions.AdminToken"/>, which may have any shape and is therefore
    /// compared before a token's format is.
    /// </summary>
    public async Task<Result<Caller>> ByTokenAsync(string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_admin is { } admin && TokenText.Matches(admin, text))
        {
            return Administrator();
        }

        if (!TokenText.TryReadId(text, out var id))
        {
            return AccessErrors.InvalidCredential;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var token = await db.ApiTokens().SingleOrDefaultAsync(t => t.Id == id, cancellationToken);
        if (token is null || !TokenText.Matches(token.Hash, text))
        {
            return AccessErrors.InvalidCredential;
        }

        var now = clock.GetUtcNow();
        if (token.RevokedAt is { } revoked)
        {
            return AccessErrors.TokenRevoked.With($"Token {id} was revoked at {revoked:O}.");
        }

        if (token.ExpiresAt <= now)
        {
            return AccessErrors.TokenExpired.With($"Token {id} expired at {token.ExpiresAt:O}.");
        }

        var owner = await db.Principals()
            .SingleAsync(p => p.Name == token.Owner, cancellationToken);
        if (owner is Account { DisabledAt: not null })
        {
            return AccessErrors.Disabled;
        }

        var stale = now - AccessOptions.LastUsedGrain;
        if (token.LastUsedAt is null || token.LastUsedAt < stale)
        {
            await db.Set<ApiToken>()
                .Where(t => t.Id == id && (t.LastUsedAt == null || t.LastUsedAt < stale))
                .ExecuteUpdateAsync(t => t.SetProperty(x => x.LastUsedAt, now), cancellationToken);
        }

        return new Caller(owner.Name, owner.Kind, token.EffectiveGrants(owner.Grants))
        {
            ValidUntil = token.ExpiresAt,
        };
    }

    /// <summary>The caller of a session, with the grants that the account holds now; null when the session has ended.</summary>
    public async Task<Caller?> BySessionAsync(Guid session, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var idle = now - AccessOptions.SessionIdle;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<Session>()
            .AsNoTracking()
            .SingleOrDefaultAsync(
                s => s.Id == session && s.EndedAt == null && s.LastUsedAt > idle,
                cancellationToken
            );
        if (row is null)
        {
            return null;
        }

        var stale = now - AccessOptions.LastUsedGrain;
        if (row.LastUsedAt < stale)
        {
            await db.Set<Session>()
                .Where(s => s.Id == session && s.LastUsedAt < stale)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.LastUsedAt, now), cancellationToken);
        }

        var owner = await db.Principals()
            .SingleAsync(p => p.Name == row.Account, cancellationToken);
        if (owner is Account { DisabledAt: not null })
        {
            return null;
        }

        var caller =
            row.Token is { } id ? await ByTokenOfSessionAsync(db, owner, id, now, cancellationToken)
            : row.Method is SessionMethod.Password or SessionMethod.Invitation
            && options.Value.RequireSecondFactor
            && !await HasSecondFactorAsync(db, owner.Name, cancellationToken)
                ? new Caller(owner.Name, owner.Kind, []) { NeedsSecondFactor = true }
            : new Caller(owner.Name, owner.Kind, owner.Grants);
        return caller is null
            ? null
            : caller with
            {
                Session = row.Id,
                Method = row.Method,
                Since = row.CreatedAt,
            };
    }

    /// <summary>A session by token carries what the token does now, and is over when the token is.</summary>
    private async Task<Caller?> ByTokenOfSessionAsync(
        PortalDb db,
        Principal owner,
        string id,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (id.StartsWith(AdminTokenPrefix, StringComparison.Ordinal))
        {
            // Once the setting names another secret, or none, it is over too.
            return id == AdminTokenId ? Administrator() : null;
        }

        var token = await db.ApiTokens().SingleOrDefaultAsync(t => t.Id == id, cancellationToken);
        return token is null || token.RevokedAt is not null || token.ExpiresAt <= now
            ? null
            : new Caller(owner.Name, owner.Kind, token.EffectiveGrants(owner.Grants))
            {
                ValidUntil = token.ExpiresAt,
            };
    }

    private static Task<bool> HasSecondFactorAsync(
        PortalDb db,
        string account,
        CancellationToken cancellationToken
    ) =>
        db.Set<Credential>()
            .AnyAsync(c => c.Account == account && c.TotpSecret != null, cancellationToken);

    private static Caller Administrator() =>
        new(Account.First, CallerKind.Account, [new Grant(Roles.Administrator, null)]);
}
