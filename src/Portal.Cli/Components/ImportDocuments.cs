using Portal.Packaging.DriverDiscs;

namespace Portal.Cli.Components;

/// <summary>What <c>component import --json</c> answers.</summary>
/// <param name="Disc">The label of the disc.</param>
/// <param name="Folder">Where the components lie; null when none were kept.</param>
/// <param name="Components">Sorted by name.</param>
/// <param name="LeftOut">What of the disc is in none of them.</param>
internal sealed record ImportDocument(
    string Disc,
    string? Folder,
    IReadOnlyList<ImportedDocument> Components,
    IReadOnlyList<LeftOut> LeftOut
);

/// <summary>One component of a disc.</summary>
/// <param name="Platforms">osinfo short ids; empty: any.</param>
/// <param name="Hardware">Ids of the devices it drives.</param>
internal sealed record ImportedDocument(
    string Component,
    string Version,
    int Files,
    long Bytes,
    string? Class,
    string? Provider,
    IReadOnlyList<string> Platforms,
    IReadOnlyList<string> Architectures,
    IReadOnlyList<string> Hardware
);
