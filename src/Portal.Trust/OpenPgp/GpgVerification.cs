namespace Portal.Trust.OpenPgp;

/// <summary>What a check of a detached signature says.</summary>
public enum GpgVerdict
{
    /// <summary>Every signature in the file is good and made by a valid key of the keyring.</summary>
    Good,

    /// <summary>The data or the signature was altered, or the signature uses a broken digest.</summary>
    BadSignature,

    /// <summary>Made by a key that the keyring does not hold.</summary>
    UnknownKey,

    /// <summary>The signature fits the data, and its key or the signature itself has expired.</summary>
    ExpiredKey,

    /// <summary>The signature fits the data, and its key was revoked by its owner.</summary>
    RevokedKey,

    /// <summary>The signature or the keyring is no OpenPGP data of the expected kind.</summary>
    Malformed,
}

/// <summary>The outcome of a check.</summary>
/// <param name="Verdict">Good, or the reason why not.</param>
/// <param name="Fingerprint">
/// Of the primary key, 40 upper-case hexadecimal digits, when the signature fits the data. For an unknown key the
/// fingerprint or long id that the signature claims; null when it claims none.
/// </param>
/// <param name="SignedAt">The time the signer claims, whole seconds, UTC; null when the signature does not fit.</param>
/// <param name="Detail">gpgv's own words, for a person.</param>
public sealed record GpgVerification(
    GpgVerdict Verdict,
    string? Fingerprint,
    DateTimeOffset? SignedAt,
    string Detail
)
{
    /// <summary>True for <see cref="GpgVerdict.Good"/> alone.</summary>
    public bool IsGood => Verdict == GpgVerdict.Good;
}
