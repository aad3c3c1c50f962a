namespace Portal.Packaging.Versions;

/// <summary>How a version stands to the bound it is compared with.</summary>
public enum VersionComparator
{
    /// <summary><c>=</c>, or a version alone.</summary>
    Equal,

    /// <summary><c>&gt;=</c></summary>
    AtLeast,

    /// <summary><c>&gt;</c></summary>
    Above,

    /// <summary><c>&lt;=</c></summary>
    AtMost,

    /// <summary><c>&lt;</c></summary>
    Below,
}

/// <summary>One condition of a <see cref="VersionRange"/>: <c>&gt;=1.2</c>.</summary>
public readonly record struct VersionBound(
    VersionComparator Comparator,
    ComponentVersionNumber Version
)
{
    /// <summary>True when the version stands to the bound as the comparator says, in Debian's order.</summary>
    public bool Holds(ComponentVersionNumber version)
    {
        var order = version.CompareTo(Version);
        return Comparator switch
        {
            VersionComparator.Equal => order == 0,
            VersionComparator.AtLeast => order >= 0,
            VersionComparator.Above => order > 0,
            VersionComparator.AtMost => order <= 0,
            VersionComparator.Below => order < 0,
            _ => throw new InvalidOperationException($"No such comparator: {Comparator}."),
        };
    }

    public override string ToString() => Symbol(Comparator) + Version.Text;

    internal static string Symbol(VersionComparator comparator) =>
        comparator switch
        {
            VersionComparator.Equal => "=",
            VersionComparator.AtLeast => ">=",
            VersionComparator.Above => ">",
            VersionComparator.AtMost => "<=",
            VersionComparator.Below => "<",
            _ => throw new ArgumentOutOfRangeException(nameof(comparator)),
        };
}
