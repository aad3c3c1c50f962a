using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Protocol.Access;

namespace Portal.Access;

/// <summary>The way into a new portal.</summary>
public sealed class AccessBootstrap(
    IDbContextFactory<PortalDb> factory,
    SignInService signIn,
    TimeProvider clock
)
{
    /// <summary>
    /// Makes the account <see cref="Account.First"/> where there is none, and a sign-in link for it as long as no
    /// administrator has ever signed in; afterwards null.
    /// </summary>
    public async Task<CreatedSignInLink?> RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (!await db.Principals().OfType<Account>().AnyAsync(cancellationToken))
        {
            await MakeFirstAsync(db, cancellationToken);
        }

        var signedIn = await db.Principals()
            .OfType<Account>()
            .AnyAsync(
                a => a.SignedInAt != null && a.Held.Any(g => g.Role == Roles.Administrator),
                cancellationToken
            );
        if (signedIn)
        {
            return null;
        }

        var link = await signIn.CreateLinkAsync(Caller.System, Account.First, cancellationToken);
        return link.TryGet(out var made, out _) ? made : null;
    }

    private async Task MakeFirstAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var admin = new Account { Name = Account.First, CreatedAt = clock.GetUtcNow() };
        admin.Give(new Grant(Roles.Administrator, null));
        db.Add(admin);
        db.Audit(Caller.System, "account.create", admin.Name, Roles.Administrator);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            // Another node of the same portal was faster.
        }
    }
}
