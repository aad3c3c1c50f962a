using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Problems;

namespace Portal.Access;

/// <summary>What a person has set up to sign in with.</summary>
/// <param name="PasswordAt">When the password was chosen; null: there is none.</param>
/// <param name="SecondFactorAt">When the app was set up; null: it was not.</param>
/// <param name="RecoveryCodes">How many are left.</param>
/// <param name="NeedsPassword">False where a change of the password does not ask for the old one.</param>
/// <param name="NeedsProof">False where a change of the second factor does not ask for the password.</param>
public sealed record CredentialView(
    DateTimeOffset? PasswordAt,
    DateTimeOffset? SecondFactorAt,
    int RecoveryCodes,
    bool NeedsPassword,
    bool NeedsProof
);

/// <summary>
/// A person's own password and second factor. A change asks for the present password, unless there is none or the session
/// has just begun by a one-time link: that is the way back for who forgot it. Each change ends the other sessions.
/// </summary>
public sealed class CredentialService(
    IDbContextFactory<PortalDb> factory,
    Passwords passwords,
    SignInGuard guard,
    TimeProvider clock
)
{
    /// <summary>A session counts as just begun for this long.</summary>
    public static TimeSpan Fresh { get; } = TimeSpan.FromMinutes(15);

    public async Task<Result<CredentialView>> ShowAsync(
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.HasOwnSession())
        {
            return AccessErrors.NotThisSession;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var credential = await FindAsync(db, caller, cancellationToken);
        return new CredentialView(
            credential?.PasswordChangedAt,
            credential?.TotpSince,
            await db.Set<RecoveryCode>()
                .CountAsync(c => c.Account == caller.Name && c.UsedAt == null, cancellationToken),
            NeedsPassword(caller, credential),
            NeedsProof(caller, credential)
        );
    }

    /// <param name="present">The password of now; not looked at where it is not needed.</param>
    public async Task<Result<Done>> SetPasswordAsync(
        Caller caller,
        string present,
        string next,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.HasOwnSession())
        {
            return AccessErrors.NotThisSession;
        }

        if (Passwords.Check(caller.Name, next) is { } weak)
        {
            return weak;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var credential = await FindAsync(db, caller, cancellationToken);
        if (NeedsPassword(caller, credential) && Prove(caller, credential!, present) is { } refused)
        {
            return refused;
        }

        if (credential is null)
        {
            credential = new Credential { Account = caller.Name };
            db.Add(credential);
        }

        credential.PasswordHash = passwords.Hash(next);
        credential.PasswordChangedAt = clock.GetUtcNow();
        await SaveAsync(db, caller, "account.password", cancellationToken);
        return Done.Value;
    }

    /// <summary>Sets up the app: whoever has it proves so by its code of now. An older app's codes are worth nothing then.</summary>
    /// <param name="secret">As <see cref="Totp.NewSecret"/> made it.</param>
    /// <returns>Recovery codes, to be shown this once; older ones are worth nothing.</returns>
    public async Task<Result<IReadOnlyList<string>>> SetSecondFactorAsync(
        Caller caller,
        string present,
        string secret,
        string code,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(code);
        if (!caller.HasOwnSession())
        {
            return AccessErrors.NotThisSession;
        }

        if (Base32.Decode(secret) is not { Length: Totp.SecretBytes } bytes)
        {
            return AccessErrors.WrongCode;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var credential = await FindAsync(db, caller, cancellationToken);
        if (NeedsProof(caller, credential) && Prove(caller, credential!, present) is { } refused)
        {
            return refused;
        }

        var now = clock.GetUtcNow();
        if (Totp.Match(bytes, code, now, 0) is not { } step)
        {
            return AccessErrors.WrongCode;
        }

        if (credential is null)
        {
            credential = new Credential { Account = caller.Name };
            db.Add(credential);
        }

        credential.TotpSecret = bytes;
        credential.TotpSince = now;
        // The code that proved the app does not sign in as well.
        credential.TotpStep = step;
        var codes = await SecondFactor.RenewCodesAsync(db, caller.Name, cancellationToken);
        await SaveAsync(db, caller, "account.second-factor", cancellationToken);
        return Result<IReadOnlyList<string>>.Of(codes);
    }

    /// <returns>Fresh recovery codes, to be shown this once; older ones are worth nothing.</returns>
    public async Task<Result<IReadOnlyList<string>>> RenewRecoveryCodesAsync(
        Caller caller,
        string present,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.HasOwnSession())
        {
            return AccessErrors.NotThisSession;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var credential = await FindAsync(db, caller, cancellationToken);
        if (credential?.TotpSecret is null)
        {
            return AccessErrors.NoSecondFactor;
        }

        if (NeedsProof(caller, credential) && Prove(caller, credential, present) is { } refused)
        {
            return refused;
        }

        var codes = await SecondFactor.RenewCodesAsync(db, caller.Name, cancellationToken);
        db.Audit(caller, "account.recovery-codes", caller.Name);
        await db.SaveChangesAsync(cancellationToken);
        return Result<IReadOnlyList<string>>.Of(codes);
    }

    private async Task SaveAsync(
        PortalDb db,
        Caller caller,
        string action,
        CancellationToken cancellationToken
    )
    {
        await db.EndSessionsAsync(
            caller.Name,
            caller.Session,
            clock.GetUtcNow(),
            cancellationToken
        );
        db.Audit(caller, action, caller.Name);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Whoever came by a link a moment ago was let in by an administrator, to set this up.</summary>
    private bool NeedsPassword(Caller caller, Credential? credential) =>
        credential?.PasswordHash is not null
        && !(caller.Method == SessionMethod.Link && IsFresh(caller));

    /// <summary>The first app is set up right after the password was shown; a later one asks for it again.</summary>
    private bool NeedsProof(Caller caller, Credential? credential) =>
        NeedsPassword(caller, credential) && !(credential!.TotpSecret is null && IsFresh(caller));

    private bool IsFresh(Caller caller) => caller.Since > clock.GetUtcNow() - Fresh;

    /// <summary>Whoever sits down at an open session must not find the password out by trying.</summary>
    private Error? Prove(Caller caller, Credential credential, string present)
    {
        var site = $"session {caller.Session:N}";
        if (guard.WaitOf(caller.Name, site) is { } wait)
        {
            return AccessErrors.TooManyTries.With($"Wait {Math.Ceiling(wait.TotalMinutes):0} min.");
        }

        if (passwords.Verify(credential.PasswordHash, present).Fits)
        {
            guard.Succeeded(caller.Name, site);
            return null;
        }

        guard.Failed(caller.Name, site);
        return AccessErrors.WrongPassword;
    }

    private static Task<Credential?> FindAsync(
        PortalDb db,
        Caller caller,
        CancellationToken cancellationToken
    ) =>
        db.Set<Credential>().SingleOrDefaultAsync(c => c.Account == caller.Name, cancellationToken);
}
