using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Problems;

namespace Portal.Access;

/// <summary>
/// Gives and takes roles. Who may: an administrator any; a project's maintainer that project's roles; a product's release
/// manager and a distro's maintainer their own role. Nobody but an administrator takes away a scope's last manager.
/// </summary>
public sealed class GrantService(
    IDbContextFactory<PortalDb> factory,
    IEnumerable<IGrantScope> scopes
)
{
    private readonly GrantScopes _scopes = new(scopes);

    /// <summary>
    /// Gives the holder these grants and takes those, all or none. Giving what is held already changes nothing; taking alone
    /// needs one of them to be held.
    /// </summary>
    public async Task<Result<Done>> ChangeAsync(
        Caller caller,
        string holder,
        IReadOnlyCollection<Grant> give,
        IReadOnlyCollection<Grant> take,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(give);
        ArgumentNullException.ThrowIfNull(take);
        if (GrantRules.Check([.. give, .. take]) is { } invalid)
        {
            return invalid;
        }

        if (!give.Concat(take).All(caller.MayGive))
        {
            return AccessErrors.Forbidden.With(
                $"You may not decide on {give.Concat(take).Describe()}."
            );
        }

        if (await _scopes.CheckAsync(give, cancellationToken) is { } unknown)
        {
            return unknown;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var held = await db.Set<HeldGrant>()
            .Where(g => g.Holder == holder)
            .ToListAsync(cancellationToken);
        if (
            held.Count == 0
            && !await db.Principals().AnyAsync(p => p.Name == holder, cancellationToken)
        )
        {
            return AccessErrors.NoSuchPrincipal.With($"Nobody is called '{holder}'.");
        }

        var given = give.Where(g => !held.Exists(h => h.Grant == g)).ToList();
        var taken = held.Where(h => take.Contains(h.Grant)).ToList();
        if (taken.Count == 0 && give.Count == 0)
        {
            return AccessErrors.GrantNotHeld.With($"{holder} does not hold {take.Describe()}.");
        }

        if (given.Count == 0 && taken.Count == 0)
        {
            return Done.Value;
        }

        db.AddRange(given.Select(g => HeldGrant.Of(holder, g)));
        db.RemoveRange(taken);
        if (given.Count > 0)
        {
            db.Audit(caller, "grant.give", holder, given.Describe());
        }

        if (taken.Count > 0)
        {
            db.Audit(caller, "grant.take", holder, taken.Select(t => t.Grant).Describe());
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e)
            when (e.IsUniqueViolation() || e is DbUpdateConcurrencyException)
        {
            // Somebody gave or took the same at the same moment. What is asked for is a state: look again.
            await transaction.RollbackAsync(cancellationToken);
            return await ChangeAsync(caller, holder, give, take, cancellationToken);
        }

        // Looked at after the save: the audit chain lets one writer through at a time, so two managers who remove each
        // other at once cannot both succeed.
        foreach (var grant in taken.Select(t => t.Grant))
        {
            if (await IsUnmanagedAsync(db, caller, grant, cancellationToken))
            {
                await transaction.RollbackAsync(cancellationToken);
                return AccessErrors.LastManager.With($"{holder} is the last {grant.Describe()}.");
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private static async Task<bool> IsUnmanagedAsync(
        PortalDb db,
        Caller caller,
        Grant taken,
        CancellationToken cancellationToken
    )
    {
        var scope = taken.Scope ?? "";
        // An administrator may leave a project without a maintainer, but never the portal without an administrator.
        var matters =
            taken.Scope is null || (GrantRules.Manages(taken.Role) && !caller.IsAdministrator);
        return matters
            && !await db.Set<HeldGrant>()
                .AnyAsync(
                    g =>
                        g.Role == taken.Role
                        && g.Scope == scope
                        // One who cannot come in manages nothing.
                        && !db.Set<Account>().Any(a => a.Name == g.Holder && a.DisabledAt != null),
                    cancellationToken
                );
    }
}
