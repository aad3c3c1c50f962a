using Portal.Packaging.Contents;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Archives;

/// <summary>What reading an archive, or a folder that is to become one, found.</summary>
/// <param name="Kind">What the archive is.</param>
/// <param name="Contents">All that it holds; null when there is any finding.</param>
/// <param name="Findings">Everything that is wrong, as far as reading could sensibly go on.</param>
/// <param name="Manifest">
/// The bytes of <c>component.yaml</c>; given whenever they could be read, so that its findings can be told with the
/// archive's. Null when it is missing or too long.
/// </param>
/// <param name="TopFolder">
/// The one folder that held everything and was stripped from the paths of <paramref name="Contents"/>; else null.
/// </param>
public sealed record ArchiveResult(
    ArchiveKind Kind,
    ContentList? Contents,
    IReadOnlyList<Finding> Findings,
    ReadOnlyMemory<byte>? Manifest,
    string? TopFolder
);
