using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol;

namespace Portal.Access;

/// <summary>The invited side: look at an invitation, and make an account with it.</summary>
public sealed class InvitationAcceptance(
    IDbContextFactory<PortalDb> factory,
    IEnumerable<IGrantScope> scopes,
    Passwords passwords,
    TimeProvider clock
)
{
    private readonly GrantScopes _scopes = new(scopes);

    /// <summary>What the invitation offers, or null when it is worth nothing. Looking does not use it up.</summary>
    public async Task<Invitation?> FindAsync(string code, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(code);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var hash = TokenText.HashOf(code);
        var found = await db.Invitations()
            .SingleOrDefaultAsync(i => i.Hash == hash, cancellationToken);
        return
            found is not null
            && found.IsOpen(clock.GetUtcNow())
            && await MayStillGiveAsync(db, found, cancellationToken)
            ? found
            : null;
    }

    /// <summary>
    /// Makes the account, gives it the invitation's roles and begins a session, which does nothing but set up the second
    /// factor until that is done. Of any number at once, exactly one succeeds.
    /// </summary>
    /// <returns>The session's id, which the cookie carries.</returns>
    public async Task<Result<Guid>> AcceptAsync(
        string code,
        string name,
        string? title,
        string password,
        Origin origin,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(origin);
        if (await FindAsync(code, cancellationToken) is not { } invitation)
        {
            return AccessErrors.InvitationNotValid;
        }

        var trimmed = string.IsNullOrWhiteSpace(title) ? null : title.Trim();
        if (Check(name, trimmed, password) is { } refused)
        {
            return refused;
        }

        if (await _scopes.CheckAsync(invitation.Grants, cancellationToken) is { } gone)
        {
            return gone;
        }

        var now = clock.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var used = await db.Set<Invitation>()
            .Where(i => i.Id == invitation.Id && i.UsedAt == null && i.RevokedAt == null)
            .ExecuteUpdateAsync(
                i => i.SetProperty(x => x.UsedAt, now).SetProperty(x => x.Account, name),
                cancellationToken
            );
        if (used != 1)
        {
            return AccessErrors.InvitationNotValid;
        }

        var account = new Account
        {
            Name = name,
            Title = trimmed,
            CreatedAt = now,
        };
        foreach (var grant in invitation.Grants)
        {
            account.Give(grant);
        }

        db.Add(account);
        db.Add(
            new Credential
            {
                Account = name,
                PasswordHash = passwords.Hash(password),
                PasswordChangedAt = now,
            }
        );
        db.Audit(
            new Caller(name, CallerKind.Account, []),
            "invitation.accept",
            $"{invitation.Id}",
            invitation.Grants.Describe()
        );
        var session = db.BeginSession(account, SessionMethod.Invitation, origin, now);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            await transaction.RollbackAsync(cancellationToken);
            return AccessErrors.NameTaken.With($"'{name}' is taken: choose another.");
        }

        await transaction.CommitAsync(cancellationToken);
        return session.Id;
    }

    private static Error? Check(string name, string? title, string password) =>
        !Names.IsName(name) || Principal.Reserved.Contains(name)
            ? AccessErrors.InvalidName.With($"'{name}' cannot be a name.")
        : !AccountService.IsTitle(title) ? AccessErrors.InvalidTitle
        : Passwords.Check(name, password);

    /// <summary>Who lost the right to give a role, or the account, does not give it by an old link.</summary>
    private static async Task<bool> MayStillGiveAsync(
        PortalDb db,
        Invitation invitation,
        CancellationToken cancellationToken
    )
    {
        var maker = await db.Principals()
            .OfType<Account>()
            .SingleOrDefaultAsync(a => a.Name == invitation.CreatedBy, cancellationToken);
        if (maker is null or { DisabledAt: not null })
        {
            return false;
        }

        var caller = new Caller(maker.Name, maker.Kind, maker.Grants);
        return caller.IsAdministrator
            || (invitation.Grants.Count > 0 && invitation.Grants.All(caller.MayGive));
    }
}
