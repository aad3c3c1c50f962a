namespace Portal.Trust.OpenPgp;

/// <summary>One key of a <see cref="GpgHome"/>.</summary>
/// <param name="Fingerprint">Fingerprint of the primary key, 40 upper-case hexadecimal digits.</param>
/// <param name="UserId">The key's first user id, as given when it was made.</param>
/// <param name="Created">When the primary key was made, whole seconds, UTC.</param>
/// <param name="Expires">When it expires, whole seconds, UTC; null when never.</param>
/// <param name="Current">True for the one key that signs.</param>
public sealed record GpgKey(
    string Fingerprint,
    string UserId,
    DateTimeOffset Created,
    DateTimeOffset? Expires,
    bool Current
)
{
    /// <summary>Those of all keys under the primary one, itself included: what a signature may name as its issuer.</summary>
    public IReadOnlyList<string> SigningFingerprints { get; init; } = [Fingerprint];
}
