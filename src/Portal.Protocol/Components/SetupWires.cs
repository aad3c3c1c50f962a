namespace Portal.Protocol.Components;

/// <summary><c>GET</c> and <c>PUT /api/v1/installer/setup</c>: the <c>setup.exe</c> that new releases take.</summary>
/// <param name="Version">Of the component <c>guest-tools-installer</c> that has it.</param>
/// <param name="Digest">The content digest of that version, which locks name.</param>
/// <param name="Path">Of the file in it.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Sha256">Of the file.</param>
/// <param name="Signature">Null when it is not signed.</param>
public sealed record SetupWire(
    string Version,
    Digest Digest,
    string Path,
    long Length,
    Digest Sha256,
    SignatureWire? Signature
);
