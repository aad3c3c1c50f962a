using Portal.Packaging.Archives;
using Portal.Packaging.Contents;
using Portal.Packaging.Drivers;
using Portal.Packaging.Manifests;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Linting;

/// <summary>What <see cref="ComponentCheck"/> says of a component.</summary>
/// <param name="Kind">What the archive is; <see cref="ArchiveKind.Unknown"/> for a folder.</param>
/// <param name="Contents">All that it holds; null when the archive or folder itself is at fault.</param>
/// <param name="Manifest">Null when it is missing or at fault.</param>
/// <param name="Findings">Everything that is wrong: first the archive's findings, then the manifest's by line.</param>
/// <param name="TopFolder">The one folder that held everything and is no part of the contents; null: none.</param>
/// <param name="Drivers">What it brings for Windows; null when the contents or the manifest are at fault.</param>
/// <param name="Yaml">The manifest's bytes, whose lines the findings name; null when it is missing or too long.</param>
public sealed record CheckedComponent(
    ArchiveKind Kind,
    ContentList? Contents,
    ComponentManifest? Manifest,
    IReadOnlyList<Finding> Findings,
    string? TopFolder,
    ReadOnlyMemory<byte>? Yaml = null,
    DriverReport? Drivers = null
)
{
    /// <summary>True when it may be published; <see cref="Contents"/> and <see cref="Manifest"/> are there then.</summary>
    public bool IsGood => Findings.Count == 0;

    /// <summary>What should be looked at and stops nobody.</summary>
    public IReadOnlyList<Finding> Remarks => Drivers?.Remarks ?? [];
}

/// <summary>What a component has to call itself, as its URL does; null: anything.</summary>
public sealed record ExpectedComponent(string? Name = null, string? Version = null);
