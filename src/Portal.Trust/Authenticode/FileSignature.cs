namespace Portal.Trust.Authenticode;

/// <summary>One signature of a file, judged.</summary>
/// <param name="Class"><see cref="SignatureClass.Broken"/> exactly when there is a problem.</param>
/// <param name="Signer">The name in the signer's certificate, as it says, up to 200 characters; null where there is none.</param>
/// <param name="Timestamp">When it was signed, by an authority that is trusted; null without one.</param>
/// <param name="Problem">Null when it holds.</param>
public sealed record FileSignature(
    SignatureClass Class,
    string? Signer,
    DateTimeOffset? Timestamp,
    SignatureProblem? Problem
)
{
    /// <summary>It holds; who made it says <see cref="Class"/>.</summary>
    public bool IsValid => Problem is null;

    internal static FileSignature Broken(SignatureProblem problem) =>
        new(SignatureClass.Broken, null, null, problem);

    /// <summary>
    /// The one that counts: a file may have several for old and new systems, and Windows takes it when one serves. Null when
    /// there is none.
    /// </summary>
    public static FileSignature? Best(IReadOnlyList<FileSignature> signatures)
    {
        ArgumentNullException.ThrowIfNull(signatures);
        return signatures.MaxBy(s => (s.Class, s.Timestamp is not null));
    }
}
