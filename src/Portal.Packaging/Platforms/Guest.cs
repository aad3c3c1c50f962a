namespace Portal.Packaging.Platforms;

/// <summary>What an installer knows of the guest it runs in, when it compares it with <c>when</c>.</summary>
public sealed record Guest
{
    /// <summary>One of <see cref="Manifests.InstallCondition.OperatingSystems"/>.</summary>
    public required string System { get; init; }

    /// <summary><c>ID</c> of os-release(5); null on Windows.</summary>
    public string? Distro { get; init; }

    /// <summary><c>ID_LIKE</c> of os-release(5).</summary>
    public IReadOnlyList<string> Like { get; init; } = [];

    /// <summary><c>VERSION_ID</c> of os-release(5); null where there is none, and on Windows.</summary>
    public string? Version { get; init; }

    /// <summary>osinfo short ids that stand for it: <c>debian12</c>, or <c>rhel9.4</c> and <c>rhel9</c>.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>The build of Windows; null elsewhere.</summary>
    public string? Build { get; init; }

    /// <summary>One of <see cref="Manifests.InstallCondition.Editions"/> on Windows; null elsewhere.</summary>
    public string? Edition { get; init; }

    /// <summary>Canonical name of <see cref="Manifests.Architectures"/>.</summary>
    public required string Architecture { get; init; }

    /// <summary>Whose packages its own are; null where neither dpkg's nor rpm's.</summary>
    public Manifests.InstallKind? Packages { get; init; }
}
