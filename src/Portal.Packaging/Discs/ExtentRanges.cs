using Portal.Iso9660;

namespace Portal.Packaging.Discs;

/// <summary>Which spans of an image to ask a server for.</summary>
public static class ExtentRanges
{
    /// <summary>So much between two contents is fetched along: another request costs more.</summary>
    private const int Gap = 64 * 1024;

    /// <summary>Contents in the order of the image, those that lie close together as one.</summary>
    /// <param name="missing">Sorted by offset.</param>
    /// <param name="most">Bytes of a span that is more than one content.</param>
    public static IEnumerable<IReadOnlyList<IsoExtent>> Of(
        IReadOnlyList<IsoExtent> missing,
        long most = long.MaxValue
    )
    {
        ArgumentNullException.ThrowIfNull(missing);
        var span = new List<IsoExtent>();
        foreach (var extent in missing)
        {
            if (
                span.Count > 0
                && (extent.Offset - span[^1].End > Gap || extent.End - span[0].Offset > most)
            )
            {
                yield return span;
                span = [];
            }

            span.Add(extent);
        }

        if (span.Count > 0)
        {
            yield return span;
        }
    }
}
