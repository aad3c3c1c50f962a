using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Client;

/// <summary>
/// What a client believes before it has seen anything: a root file that came by a way it trusts, or the id of a root key.
/// Never silently whatever the network offers first.
/// </summary>
public abstract record TrustAnchor
{
    private protected TrustAnchor() { }

    /// <summary>A root file, byte for byte.</summary>
    public static TrustAnchor OfFile(ReadOnlyMemory<byte> root) => new FileAnchor(root);

    /// <summary>
    /// Root keys by their ids (hexadecimal SHA-256 of the canonical key object). The first root in which every one of them is
    /// a root key and has signed is believed.
    /// </summary>
    /// <exception cref="ArgumentException">None was given, or one is not 64 hexadecimal digits.</exception>
    public static TrustAnchor OfKeys(params IReadOnlyCollection<string> keyIds) =>
        keyIds.Count > 0 && keyIds.All(id => id.Length == 64 && id.All(char.IsAsciiHexDigit))
            ? new KeyAnchor([.. keyIds.Select(id => id.ToLowerInvariant())])
            : throw new ArgumentException("A key id has 64 hexadecimal digits.", nameof(keyIds));

    internal sealed record FileAnchor(ReadOnlyMemory<byte> Root) : TrustAnchor;

    internal sealed record KeyAnchor(IReadOnlyList<string> KeyIds) : TrustAnchor
    {
        /// <summary>True when each pinned key is a root key of this root and signed it. The id is computed, not believed.</summary>
        public bool Accepts(SignedFile<Root> root)
        {
            var content = root.Content;
            var listed = content.Roles[RoleName.Root].KeyIds;
            return KeyIds.All(pinned =>
                listed.Any(id =>
                    content.Keys.Keys.TryGetValue(id, out var key)
                    && key.KeyId == pinned
                    && root.Signatures.Any(signature =>
                        signature.KeyId == id && key.Verify(root.Canonical.Span, signature.Value)
                    )
                )
            );
        }
    }
}
