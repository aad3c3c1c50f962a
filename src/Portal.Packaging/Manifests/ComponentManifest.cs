using Portal.Packaging.Versions;

namespace Portal.Packaging.Manifests;

/// <summary>A <c>component.yaml</c> that was read and found right.</summary>
public sealed record ComponentManifest
{
    /// <summary>The name of the file at the root of a component.</summary>
    public const string FileName = "component.yaml";

    /// <summary>The component, a name by <see cref="Protocol.Names.IsName"/>.</summary>
    public required string Component { get; init; }

    /// <summary>The version of the component.</summary>
    public required ComponentVersionNumber Version { get; init; }

    /// <summary>One line that says what it is.</summary>
    public required string Summary { get; init; }

    /// <summary>An SPDX license expression: <c>GPL-2.0-or-later</c>.</summary>
    public required string License { get; init; }

    /// <summary>Where it is developed; null when it does not say. The portal shows it and never fetches it.</summary>
    public Uri? Homepage { get; init; }

    /// <summary>What built this version, such as the page of a CI job; null when it does not say. Never fetched.</summary>
    public Uri? Build { get; init; }

    /// <summary>Files whose text goes to <c>licenses/</c> of every image.</summary>
    public IReadOnlyList<PathPattern> LicenseFiles { get; init; } = [];

    /// <summary>Corresponding source: kept and served by the portal, not on the image.</summary>
    public IReadOnlyList<PathPattern> Sources { get; init; } = [];

    /// <summary>False when others than the portal may not pass it on.</summary>
    public bool Redistribute { get; init; } = true;

    /// <summary>Markdown: what is new in this version; null when it says nothing.</summary>
    public string? Changes { get; init; }

    /// <summary>Components that must be on the image, and are installed first.</summary>
    public IReadOnlyList<string> Requires { get; init; } = [];

    /// <summary>Components that are installed first where they are on the image.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>The round in which it is installed.</summary>
    public Stage Stage { get; init; } = Stage.Default;

    /// <summary>Whether a rollback may bring an older version.</summary>
    public Downgrade Downgrade { get; init; } = Downgrade.Allow;

    /// <summary>The first entry that matches a guest is taken; when none does, nothing is installed.</summary>
    public IReadOnlyList<InstallEntry> Install { get; init; } = [];
}
