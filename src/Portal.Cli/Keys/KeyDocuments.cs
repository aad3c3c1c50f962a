namespace Portal.Cli.Keys;

/// <summary>A key that was made.</summary>
/// <param name="KeyId">Hexadecimal SHA-256 of the canonical public key.</param>
/// <param name="File">The private half.</param>
/// <param name="PublicFile">The public half.</param>
internal sealed record KeyDocument(string KeyId, string File, string PublicFile);

/// <summary>A metadata file that was exported or signed.</summary>
/// <param name="SignedBy">Id of the key; null where none was used.</param>
internal sealed record MetadataDocument(string File, long Version, string? SignedBy);
