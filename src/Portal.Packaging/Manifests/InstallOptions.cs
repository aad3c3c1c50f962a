namespace Portal.Packaging.Manifests;

/// <summary>How an entry is installed, beyond its files.</summary>
public sealed record InstallOptions
{
    /// <summary>The longest <see cref="Switches"/> and <see cref="Uninstall"/>, in characters.</summary>
    public const int MaximumSwitches = 1000;

    /// <summary>The longest <see cref="Product"/>, in characters.</summary>
    public const int MaximumProduct = 200;

    /// <summary>Of msi and exe: the rest of the command line, as it is handed on; null: none.</summary>
    public string? Switches { get; init; }

    /// <summary>Of exe: the name in Windows' list of installed programs, by which it is found again; null: it is not.</summary>
    public string? Product { get; init; }

    /// <summary>Of exe: the switches with which it takes itself away; null: it does not say.</summary>
    public string? Uninstall { get; init; }

    /// <summary>Of msi, exe and inf: the exit codes that mean success, sorted. Empty for other kinds.</summary>
    public IReadOnlyList<uint> SuccessCodes { get; init; } = [];

    /// <summary>Likewise, those that mean success and that a reboot is needed.</summary>
    public IReadOnlyList<uint> RestartCodes { get; init; } = [];

    /// <summary>When a reboot is said to be needed.</summary>
    public RebootRule Reboot { get; init; } = RebootRule.Asked;
}
