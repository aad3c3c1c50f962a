namespace Portal.Packaging.Manifests;

/// <summary>When a reboot is said to be needed after a component was changed.</summary>
public enum RebootRule
{
    /// <summary>When the tool of its kind asks for it.</summary>
    Asked,

    /// <summary>After every change.</summary>
    Always,

    /// <summary>Never: what asks for it is known to ask in vain.</summary>
    Never,
}

/// <summary>Whether a component may go back to an older version.</summary>
public enum Downgrade
{
    /// <summary>A rollback brings the older version.</summary>
    Allow,

    /// <summary>A rollback leaves the newer version: what it wrote cannot be read by an older one.</summary>
    Refuse,
}

/// <summary>Both as they are written in manifests and install tables.</summary>
public static class InstallWords
{
    /// <summary>In the order of <see cref="RebootRule"/>.</summary>
    public static IReadOnlyList<string> Reboots { get; } = ["asked", "always", "never"];

    /// <summary>In the order of <see cref="Downgrade"/>.</summary>
    public static IReadOnlyList<string> Downgrades { get; } = ["allow", "refuse"];

    public static string Text(this RebootRule rule) => Reboots[(int)rule];

    public static string Text(this Downgrade downgrade) => Downgrades[(int)downgrade];
}
