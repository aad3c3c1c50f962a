namespace Portal.Trust.Tuf.Metadata;

/// <summary>
/// A metadata file: the signed part and its signatures. What was read is kept as it was read, so that adding a signature
/// changes nothing of what the others cover.
/// </summary>
public sealed class SignedFile<T>
    where T : SignedPart
{
    private readonly JsonObject _signed;
    private readonly JsonObject _unknown;

    internal SignedFile(
        T content,
        JsonObject signed,
        IReadOnlyList<Signature> signatures,
        JsonObject unknown
    )
    {
        Content = content;
        _signed = signed;
        _unknown = unknown;
        Signatures = signatures;
        Canonical = CanonicalJson.Encode(signed);
    }

    /// <summary>What it says.</summary>
    public T Content { get; }

    /// <summary>Each key id once.</summary>
    public IReadOnlyList<Signature> Signatures { get; }

    /// <summary>The bytes that signatures cover.</summary>
    public ReadOnlyMemory<byte> Canonical { get; }

    /// <summary>The file to be served.</summary>
    public byte[] ToBytes() =>
        CanonicalJson.EncodeFile(
            new FieldWriter()
                .Add("signatures", new JsonArray([.. Signatures.Select(s => s.ToJson())]))
                .Add("signed", _signed)
                .Rest(_unknown)
                .Done()
        );

    /// <summary>With the key's signature, in the place of an older one by the same key.</summary>
    public SignedFile<T> SignWith(TufPrivateKey key) => With(key.Sign(Canonical.Span));

    /// <summary>With one more signature, which nothing is said about here.</summary>
    internal SignedFile<T> With(Signature signature) =>
        new(
            Content,
            _signed,
            [.. Signatures.Where(other => other.KeyId != signature.KeyId), signature],
            _unknown
        );

    /// <summary>How many different keys of the role have signed; 0 when the delegator does not know the role.</summary>
    public int CountSignatures(IDelegator delegator, string role) =>
        delegator.KeysOf(role) is { } keys
            ? delegator.Keys.CountGood(keys, Canonical.Span, Signatures)
            : 0;

    /// <summary>Refuses what the role's keys have not signed up to its threshold.</summary>
    /// <exception cref="TufException"><see cref="TufFault.NotSigned"/>.</exception>
    public void Verify(IDelegator delegator, string role)
    {
        if (delegator.KeysOf(role) is not { } keys)
        {
            throw new TufException(TufFault.NotSigned, $"Nobody may sign for the role '{role}'.");
        }

        var good = delegator.Keys.CountGood(keys, Canonical.Span, Signatures);
        if (good < keys.Threshold)
        {
            throw new TufException(
                TufFault.NotSigned,
                $"{role} version {Content.Version} is signed by {good} of its keys, and needs {keys.Threshold}."
            );
        }
    }
}
