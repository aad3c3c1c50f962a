namespace Portal.Protocol.Access;

/// <summary>What a grant lets its holder do, and the kind of thing its scope names.</summary>
public static class Roles
{
    /// <summary>Everything. No scope.</summary>
    public const string Administrator = "administrator";

    /// <summary>Scope: a project. Uploads and yanks its components, manages its members and robots.</summary>
    public const string ProjectMaintainer = "project-maintainer";

    /// <summary>Scope: a project. Uploads versions of its components.</summary>
    public const string ProjectUploader = "project-uploader";

    /// <summary>Scope: a product. Makes and withdraws its releases.</summary>
    public const string ReleaseManager = "release-manager";

    /// <summary>Scope: a distro, whose channels it alone promotes.</summary>
    public const string DistroMaintainer = "distro-maintainer";

    /// <summary>Scope: a lab, which claims test runs and sends results.</summary>
    public const string Lab = "lab";

    /// <summary>Scope: a fleet of hosts, which sends reports.</summary>
    public const string Host = "host";

    public static readonly IReadOnlyList<string> All =
    [
        Administrator,
        ProjectMaintainer,
        ProjectUploader,
        ReleaseManager,
        DistroMaintainer,
        Lab,
        Host,
    ];
}
