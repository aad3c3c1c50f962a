namespace Portal.Installer.Tests;

/// <summary>The shells that guests have.</summary>
public sealed class Shells : TheoryData<string>
{
    internal static readonly string[] All = ["dash", "busybox ash", "bash --posix", "mksh"];

    public Shells() => AddRange(All);
}
