using Portal.Packaging.Versions;

namespace Portal.Packaging.Manifests;

/// <summary>
/// Which guests an install entry is for. Every condition that is given must hold; a list holds when one of it does; an empty
/// list and a null range hold for every guest.
/// </summary>
public sealed record InstallCondition
{
    /// <summary>The operating systems that can be named.</summary>
    public static IReadOnlyList<string> OperatingSystems { get; } =
    ["linux", "windows", "freebsd", "netbsd", "openbsd"];

    /// <summary>The editions of Windows that can be named.</summary>
    public static IReadOnlyList<string> Editions { get; } = ["client", "server"];

    /// <summary>Of <see cref="OperatingSystems"/>; never empty for a script.</summary>
    public IReadOnlyList<string> Os { get; init; } = [];

    /// <summary><c>ID</c> of os-release(5): <c>debian</c>.</summary>
    public IReadOnlyList<string> Distro { get; init; } = [];

    /// <summary><c>ID</c> or one of <c>ID_LIKE</c> of os-release(5): <c>rhel</c> holds for its rebuilds.</summary>
    public IReadOnlyList<string> Family { get; init; } = [];

    /// <summary><c>VERSION_ID</c> of os-release(5). Bounds are numbers with dots, so that any shell can compare them.</summary>
    public VersionRange? Version { get; init; }

    /// <summary>osinfo short ids: <c>debian12</c>, <c>win2k22</c>.</summary>
    public IReadOnlyList<string> Platform { get; init; } = [];

    /// <summary>The build of Windows: <c>&gt;=7601</c>. Bounds are numbers with dots.</summary>
    public VersionRange? Build { get; init; }

    /// <summary>Of <see cref="Editions"/>.</summary>
    public IReadOnlyList<string> Edition { get; init; } = [];

    /// <summary>Canonical names of <see cref="Architectures"/>.</summary>
    public IReadOnlyList<string> Arch { get; init; } = [];

    /// <summary>True when every guest for which <paramref name="other"/> holds is surely one for which this holds.</summary>
    public bool Covers(InstallCondition other) =>
        Covers(Os, other.Os)
        && Covers(Distro, other.Distro)
        && Covers(Family, other.Family)
        && Covers(Platform, other.Platform)
        && Covers(Edition, other.Edition)
        && Covers(Arch, other.Arch)
        && (Version is null || Version.Equals(other.Version))
        && (Build is null || Build.Equals(other.Build));

    private static bool Covers(IReadOnlyList<string> mine, IReadOnlyList<string> theirs) =>
        mine.Count == 0 || (theirs.Count > 0 && theirs.All(mine.Contains));
}
