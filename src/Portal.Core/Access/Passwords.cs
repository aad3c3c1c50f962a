using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Portal.Problems;

namespace Portal.Access;

/// <summary>
/// What a password must be, and how it is kept: PBKDF2 with HMAC-SHA-512, a random salt of 128 bits, and the number of
/// rounds beside the hash, so that a later portal can ask for more and renew old hashes as people sign in.
/// </summary>
public sealed class Passwords
{
    /// <summary>Shortest, in characters.</summary>
    public const int Shortest = 12;

    /// <summary>Longest, in characters: nobody makes the portal hash a novel.</summary>
    public const int Longest = 256;

    /// <summary>OWASP's number for PBKDF2 with HMAC-SHA-512.</summary>
    private const int Rounds = 210_000;

    private const int FewestDifferent = 5;

    private readonly PasswordHasher<Account> _hasher = new(
        Options.Create(new PasswordHasherOptions { IterationCount = Rounds })
    );

    private readonly string _nobodys;

    public Passwords() => _nobodys = Hash(Guid.NewGuid().ToString());

    /// <summary>Null when it may be the account's password.</summary>
    public static Error? Check(string account, string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        if (password.Length is < Shortest or > Longest)
        {
            return AccessErrors.WeakPassword.With(
                $"It has {password.Length} characters; a password has {Shortest} to {Longest}."
            );
        }

        if (password.Distinct().Count() < FewestDifferent)
        {
            return AccessErrors.WeakPassword.With(
                "It repeats few characters; take several words, or let a password manager make one."
            );
        }

        return
            password.Contains(account, StringComparison.OrdinalIgnoreCase)
            && password.Length - account.Length < Shortest
            ? AccessErrors.WeakPassword.With("It is little more than the account's name.")
            : null;
    }

    internal string Hash(string password) => _hasher.HashPassword(null!, password);

    /// <summary>
    /// Compares with the hash, or with one that nobody's password has where there is none: the answer takes the same time
    /// for a name that does not exist.
    /// </summary>
    /// <returns>Whether it fits, and whether the hash should be made anew with today's rounds.</returns>
    internal (bool Fits, bool Outdated) Verify(string? hash, string password)
    {
        // Longer ones are never anybody's, and cost no more than one that could be.
        var result = _hasher.VerifyHashedPassword(
            null!,
            hash ?? _nobodys,
            password.Length > Longest ? password[..Longest] : password
        );
        return (
            hash is not null
                && password.Length <= Longest
                && result != PasswordVerificationResult.Failed,
            result == PasswordVerificationResult.SuccessRehashNeeded
        );
    }
}
