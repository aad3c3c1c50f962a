using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Problems;

namespace Portal.Access;

/// <param name="Code">The secret, for <c>/sign-in/{code}</c>; shown once.</param>
public sealed record CreatedSignInLink(string Code, DateTimeOffset ExpiresAt)
{
    /// <summary>Without the secret.</summary>
    public override string ToString() => $"a sign-in link until {ExpiresAt:O}";
}

/// <summary>One-time links, and the sessions they begin.</summary>
public sealed class SignInService(IDbContextFactory<PortalDb> factory, TimeProvider clock)
{
    private const int CodeBytes = 32;

    /// <summary>The secret part of a link: 43 characters that a URL takes as they are.</summary>
    internal static string NewCode() =>
        Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes));

    /// <summary>A link with which the account signs in once, within 15 minutes. Administrators only.</summary>
    public async Task<Result<CreatedSignInLink>> CreateLinkAsync(
        Caller caller,
        string account,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.IsAdministrator)
        {
            return AccessErrors.Forbidden.With("Only administrators make sign-in links.");
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (
            await db.Principals()
                .OfType<Account>()
                .SingleOrDefaultAsync(a => a.Name == account, cancellationToken)
            is not { } found
        )
        {
            return AccessErrors.NoSuchPrincipal.With($"There is no account '{account}'.");
        }

        if (found.DisabledAt is not null)
        {
            return AccessErrors.Disabled.With($"{account} is disabled: enable it first.");
        }

        var code = NewCode();
        var expires = clock.GetUtcNow() + AccessOptions.SignInLinkLife;
        db.Add(
            new SignInLink
            {
                Hash = TokenText.HashOf(code),
                Account = account,
                ExpiresAt = expires,
            }
        );
        db.Audit(caller, "account.sign-in-link", account);
        await db.SaveChangesAsync(cancellationToken);
        return new CreatedSignInLink(code, expires);
    }

    /// <summary>True while the link can be redeemed; looking does not use it up.</summary>
    public async Task<bool> IsRedeemableAsync(string code, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await Redeemable(db, code).AnyAsync(cancellationToken);
    }

    /// <summary>Uses the link up and begins a session: of any number at once, exactly one succeeds.</summary>
    /// <returns>The session's id, which the cookie carries.</returns>
    public async Task<Result<Guid>> RedeemAsync(
        string code,
        Origin origin,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(origin);
        var now = clock.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var used = await Redeemable(db, code)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.UsedAt, now), cancellationToken);
        if (used != 1)
        {
            return AccessErrors.LinkNotValid;
        }

        var hash = TokenText.HashOf(code);
        var account = await db.Set<SignInLink>()
            .Where(l => l.Hash == hash)
            .Join(db.Set<Account>(), l => l.Account, a => a.Name, (_, a) => a)
            .SingleAsync(cancellationToken);
        if (account.DisabledAt is not null)
        {
            return AccessErrors.LinkNotValid;
        }

        var session = db.BeginSession(account, SessionMethod.Link, origin, now);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return session.Id;
    }

    /// <summary>Ends the session on the server; a copy of its cookie is worth nothing from now on.</summary>
    public async Task EndAsync(Caller caller, Guid session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<Session>()
            .SingleOrDefaultAsync(
                s => s.Id == session && s.EndedAt == null && s.Account == caller.Name,
                cancellationToken
            );
        if (row is null)
        {
            return;
        }

        row.EndedAt = clock.GetUtcNow();
        db.Audit(caller, "account.sign-out", row.Account);
        await db.SaveChangesAsync(cancellationToken);
    }

    private IQueryable<SignInLink> Redeemable(PortalDb db, string code)
    {
        var hash = TokenText.HashOf(code);
        var now = clock.GetUtcNow();
        return db.Set<SignInLink>()
            .Where(l => l.Hash == hash && l.UsedAt == null && l.ExpiresAt > now);
    }
}
