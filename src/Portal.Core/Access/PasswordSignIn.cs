using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Data;
using Portal.Problems;

namespace Portal.Access;

/// <summary>
/// Signs in by name, password and code. Whatever is wrong, the answer is the same and took the same work, so that nobody
/// learns which accounts there are, nor that a password was right while its code was not.
/// </summary>
public sealed partial class PasswordSignIn(
    IDbContextFactory<PortalDb> factory,
    Passwords passwords,
    SignInGuard guard,
    TimeProvider clock,
    ILogger<PasswordSignIn> log
)
{
    /// <summary>A site from which the account was signed in to within this time is known.</summary>
    private static readonly TimeSpan KnownFor = TimeSpan.FromDays(90);

    /// <param name="code">Of the app, or a recovery code; empty for an account that has no second factor yet.</param>
    /// <returns>The session's id, which the cookie carries.</returns>
    public async Task<Result<Guid>> SignInAsync(
        string name,
        string password,
        string code,
        Origin origin,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(password);
        ArgumentNullException.ThrowIfNull(code);
        ArgumentNullException.ThrowIfNull(origin);
        // What is longer than any name is one name to the guard, which keeps it.
        var key = name.Length <= PrincipalConfiguration.NameLength ? name : "";
        if (guard.WaitOf(key, origin.Site) is { } wait)
        {
            return TooManyTries(wait);
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (guard.IsBeset(key) && !await IsKnownAsync(db, key, origin.Site, cancellationToken))
        {
            return TooManyTries(guard.BesetFor(key));
        }

        var account = await db.Set<Account>()
            .SingleOrDefaultAsync(a => a.Name == key, cancellationToken);
        var credential = await db.Set<Credential>()
            .SingleOrDefaultAsync(c => c.Account == key, cancellationToken);
        var (fits, outdated) = passwords.Verify(credential?.PasswordHash, password);
        if (
            !fits
            || account is null or { DisabledAt: not null }
            || !await IsSecondGoodAsync(db, credential!, code, origin, cancellationToken)
        )
        {
            guard.Failed(key, origin.Site);
            Log.Refused(log, origin.Address);
            return AccessErrors.WrongCredentials;
        }

        guard.Succeeded(key, origin.Site);
        if (outdated)
        {
            credential!.PasswordHash = passwords.Hash(password);
        }

        var session = db.BeginSession(account, SessionMethod.Password, origin, clock.GetUtcNow());
        await db.SaveChangesAsync(cancellationToken);
        return session.Id;
    }

    private async Task<bool> IsSecondGoodAsync(
        PortalDb db,
        Credential credential,
        string code,
        Origin origin,
        CancellationToken cancellationToken
    )
    {
        if (credential.TotpSecret is null)
        {
            // The session gets no further than setting it up, where settings ask for one.
            return true;
        }

        if (
            await SecondFactor.TakeAsync(db, credential, code, clock.GetUtcNow(), cancellationToken)
        )
        {
            // Taken by a statement of its own: the tracked row must not write the older step back.
            await db.Entry(credential).ReloadAsync(cancellationToken);
            return true;
        }

        // Somebody knows the password: the account's owner and the administrators should hear of it.
        db.Audit(
            Caller.Anonymous,
            "account.second-factor-refused",
            credential.Account,
            origin.Address
        );
        await db.SaveChangesAsync(cancellationToken);
        return false;
    }

    private Task<bool> IsKnownAsync(
        PortalDb db,
        string account,
        string site,
        CancellationToken cancellationToken
    )
    {
        var since = clock.GetUtcNow() - KnownFor;
        return db.Set<Session>()
            .AnyAsync(
                s => s.Account == account && s.Site == site && s.CreatedAt > since,
                cancellationToken
            );
    }

    private static Error TooManyTries(TimeSpan wait) =>
        AccessErrors.TooManyTries.With(
            wait < TimeSpan.FromMinutes(1)
                ? $"Wait {Math.Ceiling(wait.TotalSeconds):0} s."
                : $"Wait {Math.Ceiling(wait.TotalMinutes):0} min, or sign in with an API token or a one-time link."
        );

    private static partial class Log
    {
        [LoggerMessage(1401, LogLevel.Warning, "A sign-in by password from {Address} was refused")]
        public static partial void Refused(ILogger logger, string? address);
    }
}
