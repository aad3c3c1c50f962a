using Portal.Packaging.Versions;

namespace Portal.Cli.Hosts;

/// <summary>Release versions as the portal orders them.</summary>
internal sealed class VersionOrder : IComparer<string>
{
    public static readonly VersionOrder Instance = new();

    public int Compare(string? x, string? y) =>
        x is null || y is null
            ? Comparer<string>.Default.Compare(x, y)
            : ComponentVersionNumber.TotalOrder.Compare(
                ComponentVersionNumber.Parse(x),
                ComponentVersionNumber.Parse(y)
            );
}
