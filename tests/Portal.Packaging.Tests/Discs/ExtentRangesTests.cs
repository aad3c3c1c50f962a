using Portal.Iso9660;
using Portal.Packaging.Discs;

namespace Portal.Packaging.Tests.Discs;

public sealed class ExtentRangesTests
{
    private const int Sector = 2048;
    private const int Far = 64 * 1024;

    [Fact]
    public void Contents_that_lie_close_together_are_asked_for_at_once()
    {
        var spans = Of(long.MaxValue, (0, 10), (Sector, 10), (Sector + 10 + Far, 5), (3 * Far, 5));

        Assert.Equal(
            [
                [0, Sector, Sector + 10 + Far],
                [3 * Far],
            ],
            spans
        );
    }

    [Fact]
    public void A_span_is_no_longer_than_asked_for_unless_it_is_one_content()
    {
        var spans = Of(
            3 * Sector,
            (0, Sector),
            (Sector, 10),
            (2 * Sector, 9 * Sector),
            (11 * Sector, 1)
        );

        Assert.Equal(
            [
                [0, Sector],
                [2 * Sector],
                [11 * Sector],
            ],
            spans
        );
        Assert.Empty(Of(1));
    }

    private static List<long[]> Of(long most, params (long Offset, long Length)[] missing) =>
        [
            .. ExtentRanges
                .Of([.. missing.Select(m => new IsoExtent(m.Offset, m.Length, "id"))], most)
                .Select(span => span.Select(e => e.Offset).ToArray()),
        ];
}
