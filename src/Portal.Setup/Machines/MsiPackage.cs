namespace Portal.Setup.Machines;

/// <summary>What an MSI package says of itself.</summary>
internal sealed class MsiPackage(string productCode, string version, string? upgradeCode)
{
    public string ProductCode { get; } = productCode;

    /// <summary>ProductVersion, of which three numbers count.</summary>
    public string Version { get; } = version;

    /// <summary>Of the family of products; null when it has none.</summary>
    public string? UpgradeCode { get; } = upgradeCode;
}

/// <summary>A program in Windows' list of installed programs.</summary>
internal sealed class InstalledProgram(string? version, string? uninstall, string? quietUninstall)
{
    public string? Version { get; } = version;

    public string? Uninstall { get; } = uninstall;

    public string? QuietUninstall { get; } = quietUninstall;
}

/// <summary>Whether this Windows installs drivers of a catalog without a question.</summary>
internal sealed class CatalogTrust(bool isTrusted, string? publisher, string? problem)
{
    public bool IsTrusted { get; } = isTrusted;

    /// <summary>As its certificate names it; null when the catalog is not signed.</summary>
    public string? Publisher { get; } = publisher;

    /// <summary>Why Windows would not take it even if the publisher were trusted; null when it would.</summary>
    public string? Problem { get; } = problem;
}
