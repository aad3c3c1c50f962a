namespace Portal.Protocol.Client;

/// <summary>An archive to send.</summary>
/// <param name="Open">Opens the bytes at their beginning; called once for each try.</param>
/// <param name="Length">Bytes.</param>
/// <param name="ContentType"><c>application/x-tar</c>, <c>application/gzip</c> or <c>application/zip</c>.</param>
/// <param name="Digest">Of the archive's bytes; the portal checks it.</param>
/// <param name="Project">Owner of a component that the portal does not know yet; null: the token's only project.</param>
public sealed record ComponentUpload(
    Func<Stream> Open,
    long Length,
    string ContentType,
    Digest? Digest = null,
    string? Project = null
);
