namespace Portal.Trust.Authenticode;

/// <summary>
/// Verifies signatures of PE files and catalogs. Input of any kind gives an answer: what cannot be read is a broken signature.
/// </summary>
/// <param name="roots">What signatures are believed by.</param>
/// <param name="clock">Signatures without a timestamp hold as long as their certificates do.</param>
public sealed class AuthenticodeVerifier(TrustedRoots roots, TimeProvider clock)
{
    /// <summary>Of one file, nested ones included; further ones are not looked at.</summary>
    public const int MaximumSignatures = 16;

    private readonly ChainJudge _judge = new(roots);

    /// <summary>By the roots of Microsoft's programme.</summary>
    public AuthenticodeVerifier(TimeProvider clock)
        : this(TrustedRoots.Programme, clock) { }

    /// <summary>Every signature of a PE file, the file's own first; none when it has none.</summary>
    public IReadOnlyList<FileSignature> Verify(PeDigest file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (!file.IsSigned)
        {
            return [];
        }

        if (file.Problem is { } problem)
        {
            return [FileSignature.Broken(problem)];
        }

        if (CertificateTable.Read(file.Table) is not { } entries)
        {
            return [FileSignature.Broken(SignatureProblem.Misplaced)];
        }

        var waiting = new Queue<ReadOnlyMemory<byte>>(entries);
        var signatures = new List<FileSignature>();
        while (signatures.Count < MaximumSignatures && waiting.TryDequeue(out var encoded))
        {
            var signed = SignedContent.Read(
                encoded.Span,
                Oids.IndirectData,
                _judge,
                clock.GetUtcNow()
            );
            signatures.Add(Compare(signed, file));
            foreach (var nested in signed.Nested)
            {
                waiting.Enqueue(nested);
            }
        }

        return signatures;
    }

    /// <summary>A catalog with its members.</summary>
    /// <param name="bytes">The whole file.</param>
    public Catalog ReadCatalog(ReadOnlySpan<byte> bytes)
    {
        var signed = SignedContent.Read(bytes, Oids.TrustList, _judge, clock.GetUtcNow());
        return signed.Content.IsEmpty
            ? new Catalog(signed.Signature, [], null)
            : CatalogReader.Read(signed.Signature, signed.Content);
    }

    private static FileSignature Compare(SignedContent signed, PeDigest file)
    {
        if (signed.Signature.Problem is SignatureProblem.Malformed)
        {
            return signed.Signature;
        }

        if (IndirectData.Read(signed.Content) is not { } indirect)
        {
            return FileSignature.Broken(SignatureProblem.Malformed);
        }

        // Said before the rest, as nothing else matters then.
        var problem = indirect.Algorithm switch
        {
            Oids.Sha1 => Differs(file.Sha1, indirect.Digest),
            Oids.Sha256 => Differs(file.Sha256, indirect.Digest),
            _ => SignatureProblem.Algorithm,
        };
        return problem is null
            ? signed.Signature
            : signed.Signature with
            {
                Class = SignatureClass.Broken,
                Problem = problem,
            };
    }

    private static SignatureProblem? Differs(
        ReadOnlyMemory<byte> actual,
        ReadOnlyMemory<byte> signed
    ) => actual.Span.SequenceEqual(signed.Span) ? null : SignatureProblem.Altered;
}
