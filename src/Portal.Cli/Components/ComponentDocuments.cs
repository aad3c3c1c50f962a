using Portal.Packaging.Contents;
using Portal.Packaging.Linting;
using Portal.Protocol;
using Portal.Protocol.Problems;

namespace Portal.Cli.Components;

/// <summary>What <c>component lint --json</c> answers.</summary>
/// <param name="Digest">The content digest; null when there are findings in the archive or folder itself.</param>
/// <param name="Bytes">Of all files together.</param>
/// <param name="Findings">None, when it may be published.</param>
/// <param name="Remarks">What should be looked at and stops nobody.</param>
/// <param name="Matrix">With <c>--matrix</c>: platform by platform; null when the manifest cannot be read.</param>
internal sealed record LintDocument(
    string Path,
    string? Component,
    string? Version,
    Digest? Digest,
    int? Files,
    long? Bytes,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<Finding> Remarks,
    IReadOnlyList<MatrixCellDocument>? Matrix = null
)
{
    public static LintDocument Of(string path, CheckedComponent check, bool matrix) =>
        new(
            path,
            check.Manifest?.Component,
            check.Manifest?.Version.Text,
            check.Contents?.Identity,
            check.Contents?.Entries.Count(entry => entry.Kind is ContentKind.File),
            check.Contents?.TotalLength,
            check.Findings,
            check.Remarks,
            matrix && check.Manifest is { } manifest ? MatrixView.Document(manifest) : null
        );
}

/// <summary>What <c>component pack --json</c> answers.</summary>
/// <param name="Sha256">Of the archive.</param>
/// <param name="Digest">The content digest.</param>
internal sealed record PackDocument(
    string File,
    long Length,
    Digest Sha256,
    string Component,
    string Version,
    Digest Digest
);

/// <summary>What <c>component push --json</c> answers.</summary>
/// <param name="Created">False when the portal had exactly this content already.</param>
internal sealed record PushDocument(Protocol.Components.ComponentVersionWire Version, bool Created);

/// <summary>What <c>component init --json</c> answers.</summary>
/// <param name="Guessed">True when name and version come from a file rather than from the folder's name.</param>
/// <param name="Unread">Files that are not what their names say; they are told by their names.</param>
internal sealed record InitDocument(
    string File,
    string Component,
    string Version,
    bool Guessed,
    IReadOnlyList<UnreadDocument> Unread
);

/// <summary>A file that could not be read as what its name says.</summary>
internal sealed record UnreadDocument(string Path, string Message);

/// <summary>A component with its versions, newest first as the portal lists them.</summary>
internal sealed record ComponentDocument(
    Protocol.Components.ComponentWire Component,
    IReadOnlyList<Protocol.Components.ComponentVersionWire> Versions
);
