namespace Portal.Packaging.Manifests;

/// <summary>How the files of an install entry are installed.</summary>
public enum InstallKind
{
    /// <summary>Debian packages, by dpkg: for a guest whose own packages are dpkg's, and no other.</summary>
    Deb,

    /// <summary>RPM packages, by rpm: for a guest whose own packages are rpm's, and no other.</summary>
    Rpm,

    /// <summary>One Windows Installer package, by msiexec.</summary>
    Msi,

    /// <summary>One Windows executable.</summary>
    Exe,

    /// <summary>Windows driver packages, by pnputil: each file is an .inf beside what it names.</summary>
    Inf,

    /// <summary>
    /// One script that is run with <c>install</c>, <c>update</c>, <c>uninstall</c> or <c>status</c>: a POSIX guest starts it by
    /// its <c>#!</c> line, Windows by its extension (.cmd, .bat, .ps1).
    /// </summary>
    Script,
}

/// <summary>Kinds as they are written in manifests and install tables.</summary>
public static class InstallKinds
{
    /// <summary>The keys of an install entry of which it has exactly one.</summary>
    public static IReadOnlyList<string> All { get; } =
    ["deb", "rpm", "msi", "exe", "inf", "script"];

    /// <summary>The kind as text.</summary>
    public static string Text(this InstallKind kind) => All[(int)kind];

    /// <summary>True where an entry installs one file for a guest, not several.</summary>
    public static bool TakesOneFile(this InstallKind kind) =>
        kind is InstallKind.Msi or InstallKind.Exe or InstallKind.Script;

    /// <summary>The operating system the kind is for; null for a script, which says so itself.</summary>
    public static string? OperatingSystem(this InstallKind kind) =>
        kind switch
        {
            InstallKind.Deb or InstallKind.Rpm => "linux",
            InstallKind.Script => null,
            _ => "windows",
        };
}
