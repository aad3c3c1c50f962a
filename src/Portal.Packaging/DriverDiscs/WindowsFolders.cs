namespace Portal.Packaging.DriverDiscs;

/// <summary>How driver discs call the versions of Windows, and how osinfo does.</summary>
public static class WindowsFolders
{
    private static readonly Dictionary<string, string[]> Table = new(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["2k"] = ["win2k"],
        ["xp"] = ["winxp"],
        ["2k3"] = ["win2k3", "win2k3r2"],
        ["vista"] = ["winvista"],
        // One driver model: builds for Server 2008 are those for Vista, which has no folder then.
        ["2k8"] = ["win2k8", "winvista"],
        ["2k8R2"] = ["win2k8r2"],
        ["w7"] = ["win7"],
        ["w8"] = ["win8"],
        ["w8.1"] = ["win8.1"],
        ["2k12"] = ["win2k12"],
        ["2k12R2"] = ["win2k12r2"],
        ["w10"] = ["win10"],
        ["w11"] = ["win11"],
        ["2k16"] = ["win2k16"],
        ["2k19"] = ["win2k19"],
        ["2k22"] = ["win2k22"],
        ["2k25"] = ["win2k25"],
    };

    /// <summary>Every folder name that is known.</summary>
    public static IReadOnlyCollection<string> All => Table.Keys;

    /// <summary>The osinfo short ids of a folder, in any case; null for a name that is unknown.</summary>
    public static IReadOnlyList<string>? Platforms(string folder) =>
        Table.GetValueOrDefault(folder);
}
