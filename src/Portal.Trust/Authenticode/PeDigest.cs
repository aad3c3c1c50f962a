namespace Portal.Trust.Authenticode;

/// <summary>What a PE file's signatures and catalogs are about.</summary>
/// <param name="Sha1">Over all that a signature covers.</param>
/// <param name="Sha256">Over all that a signature covers.</param>
/// <param name="Table">The certificate table; empty without one.</param>
/// <param name="Problem">The table lies where none may, or is too large: null otherwise.</param>
public sealed record PeDigest(
    ReadOnlyMemory<byte> Sha1,
    ReadOnlyMemory<byte> Sha256,
    ReadOnlyMemory<byte> Table,
    SignatureProblem? Problem
)
{
    /// <summary>The file has a signature, good or bad.</summary>
    public bool IsSigned => !Table.IsEmpty || Problem is not null;
}
