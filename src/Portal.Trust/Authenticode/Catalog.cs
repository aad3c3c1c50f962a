namespace Portal.Trust.Authenticode;

/// <summary>A file that a catalog signs, by its hash: of a PE file what <see cref="PeDigest"/> has, else of all its bytes.</summary>
/// <param name="Digest">SHA-1 or SHA-256 by its length, upper-case hexadecimal.</param>
/// <param name="File">The name it had when the catalog was made; null when it says none.</param>
public sealed record CatalogMember(string Digest, string? File);

/// <summary>A catalog: one signature for many files.</summary>
/// <param name="Signature">Of the catalog; broken when it cannot be read.</param>
/// <param name="Members">Each hash once.</param>
/// <param name="Systems">The catalog's OSAttr as written, <c>2:6.1,2:10.0</c>; null when it says none.</param>
public sealed record Catalog(
    FileSignature Signature,
    IReadOnlyList<CatalogMember> Members,
    string? Systems
)
{
    private readonly Lazy<HashSet<string>> _digests = new(() =>
        Members.Select(m => m.Digest).ToHashSet(StringComparer.Ordinal)
    );

    /// <summary>True when a file of this hash, in upper-case hexadecimal, is a member.</summary>
    public bool Has(string digest) => _digests.Value.Contains(digest);

    /// <summary>True when every member is told by SHA-1 alone, which a SHA-256 of a file cannot be compared with.</summary>
    public bool IsSha1Only => Members.Count > 0 && Members.All(m => m.Digest.Length == 40);
}
