using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol;

namespace Portal.Access;

/// <summary>
/// The caller whom a trusted proxy names. There is no session of ours: who signs out at the proxy is out here, and a
/// disabled account is out at once. Whether the proxy is to be believed is decided before this is asked.
/// </summary>
public sealed class ProxySignIn(IDbContextFactory<PortalDb> factory, TimeProvider clock)
{
    /// <summary>How often a visit counts as a sign-in, for the log and the account's last sign-in.</summary>
    private static readonly TimeSpan Visit = TimeSpan.FromHours(24);

    /// <param name="create">Makes an account without grants for a name that is unknown.</param>
    public async Task<Result<Caller>> ByNameAsync(
        string name,
        bool create,
        Origin origin,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(origin);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var account = await FindAsync(db, name, cancellationToken);
        if (account is null && create)
        {
            if (!Names.IsName(name) || Principal.Reserved.Contains(name))
            {
                return AccessErrors.InvalidName.With($"The proxy names '{name}'.");
            }

            account = new Account { Name = name, CreatedAt = clock.GetUtcNow() };
            db.Add(account);
            db.Audit(Caller.System, "account.create", name, "named by the proxy");
        }

        if (account is null)
        {
            return AccessErrors.UnknownToPortal.With($"There is no account '{name}'.");
        }

        if (account.DisabledAt is not null)
        {
            return AccessErrors.Disabled;
        }

        var now = clock.GetUtcNow();
        if (account.SignedInAt is null || account.SignedInAt < now - Visit)
        {
            account.SignedInAt = now;
            db.Audit(
                new Caller(name, CallerKind.Account, []),
                "account.sign-in",
                name,
                origin.Address is null ? "proxy" : $"proxy, from {origin.Address}"
            );
            try
            {
                await db.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException e) when (e.IsUniqueViolation())
            {
                // The browser's first page and its pictures come at once; or a robot has the name.
                db.ChangeTracker.Clear();
                if (await FindAsync(db, name, cancellationToken) is not { } made)
                {
                    return AccessErrors.NameTaken.With($"'{name}' is a robot.");
                }

                account = made;
            }
        }

        return new Caller(account.Name, account.Kind, account.Grants)
        {
            Method = SessionMethod.Proxy,
        };
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
