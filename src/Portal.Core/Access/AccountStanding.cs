using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol.Access;

namespace Portal.Access;

/// <summary>Takes accounts out of use and back. Administrators only.</summary>
public sealed class AccountStanding(IDbContextFactory<PortalDb> factory, TimeProvider clock)
{
    /// <summary>
    /// Nobody signs in as this account any more: its sessions end, its tokens are revoked, its invitations lapse. What it
    /// did stays, and so do its roles, for the day on which it is enabled again.
    /// </summary>
    public async Task<Result<Done>> DisableAsync(
        Caller caller,
        string name,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.IsAdministrator)
        {
            return AccessErrors.Forbidden.With("Only administrators disable accounts.");
        }

        var now = clock.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var account = await FindAsync(db, name, cancellationToken);
        if (account is null)
        {
            return AccessErrors.NoSuchPrincipal.With($"There is no account '{name}'.");
        }

        if (account.DisabledAt is not null)
        {
            return Done.Value;
        }

        account.DisabledAt = now;
        await db.EndSessionsAsync(name, except: null, now, cancellationToken);
        var tokens = await db.Set<ApiToken>()
            .Where(t => t.Owner == name && t.RevokedAt == null)
            .ToListAsync(cancellationToken);
        tokens.ForEach(t => t.Revoke(now));
        db.Audit(caller, "account.disable", name);
        await db.SaveChangesAsync(cancellationToken);
        // After the save, as the audit chain lets one writer through at a time: of two administrators who disable each
        // other at once, one stays.
        var remains =
            !account.Held.Exists(g => g.Role == Roles.Administrator)
            || await db.Set<Account>()
                .AnyAsync(
                    a => a.DisabledAt == null && a.Held.Any(g => g.Role == Roles.Administrator),
                    cancellationToken
                );
        if (!remains)
        {
            await transaction.RollbackAsync(cancellationToken);
            return AccessErrors.LastAdministrator;
        }

        await transaction.CommitAsync(cancellationToken);
        return Done.Value;
    }

    /// <summary>The account may be signed in to again; ended sessions and revoked tokens stay so.</summary>
    public async Task<Result<Done>> EnableAsync(
        Caller caller,
        string name,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.IsAdministrator)
        {
            return AccessErrors.Forbidden.With("Only administrators enable accounts.");
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var account = await FindAsync(db, name, cancellationToken);
        if (account is null)
        {
            return AccessErrors.NoSuchPrincipal.With($"There is no account '{name}'.");
        }

        if (account.DisabledAt is not null)
        {
            account.DisabledAt = null;
            db.Audit(caller, "account.enable", name);
            await db.SaveChangesAsync(cancellationToken);
        }

        return Done.Value;
    }

    private static Task<Account?> FindAsync(
        PortalDb db,
        string name,
        CancellationToken cancellationToken
    ) =>
        db.Set<Account>()
            .Include(a => a.Held)
            .SingleOrDefaultAsync(a => a.Name == name, cancellationToken);
}
