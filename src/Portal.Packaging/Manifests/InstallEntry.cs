namespace Portal.Packaging.Manifests;

/// <summary>What to install where: one entry of <c>install</c>.</summary>
public sealed record InstallEntry
{
    /// <summary>The guests the entry is for.</summary>
    public InstallCondition When { get; init; } = new();

    /// <summary>How the files are installed.</summary>
    public required InstallKind Kind { get; init; }

    /// <summary>At least one. With <c>{arch}</c> in one of them, <see cref="InstallCondition.Arch"/> is not empty.</summary>
    public required IReadOnlyList<PathPattern> Files { get; init; }

    /// <summary>What it says beyond that.</summary>
    public InstallOptions Options { get; init; } = new();

    /// <summary>One-based line of the manifest at which the entry begins.</summary>
    public required int Line { get; init; }

    /// <summary>True when no guest can take <paramref name="later"/>, as it would have taken this entry before.</summary>
    public bool Hides(InstallEntry later)
    {
        ArgumentNullException.ThrowIfNull(later);
        var byPackages = Kind is InstallKind.Deb or InstallKind.Rpm;
        return (!byPackages || Kind == later.Kind) && When.Covers(later.When);
    }

    /// <summary>
    /// The architectures for which the files are chosen apart: each of <see cref="InstallCondition.Arch"/> where <c>{arch}</c> is
    /// used, otherwise the one null, since all share the files.
    /// </summary>
    public IReadOnlyList<string?> FileSets =>
        Files.Any(f => f.NamesArchitecture) ? [.. When.Arch] : [null];
}
