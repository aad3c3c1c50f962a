using Portal.Packaging.Versions;
using Portal.Protocol;

namespace Portal.Hosts;

/// <summary>Orders what hosts hold: versions as releases are ordered, above the words for everything else.</summary>
public sealed class HeldOrder : IComparer<string>
{
    public static HeldOrder Instance { get; } = new();

    public int Compare(string? x, string? y) =>
        (Names.IsReleaseVersion(x), Names.IsReleaseVersion(y)) switch
        {
            (true, true) => ComponentVersionNumber.TotalOrder.Compare(
                ComponentVersionNumber.Parse(x!),
                ComponentVersionNumber.Parse(y!)
            ),
            (true, false) => 1,
            (false, true) => -1,
            _ => string.CompareOrdinal(x, y),
        };
}
