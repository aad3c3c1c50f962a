namespace Portal.Iso9660.Tests.Serving;

public sealed class IsoImagePartsTests
{
    private static readonly byte[] Head = new byte[2048];
    private static readonly byte[] Tail = new byte[10];

    [Fact]
    public void Parts_that_fit_are_taken()
    {
        var parts = new IsoImageParts(
            Head,
            [new(2048, 5, "a"), new(4096, 2048, "b"), new(6144, 1, "c")],
            Tail,
            6155
        );

        Assert.Equal(3, parts.Extents.Count);
    }

    public static TheoryData<string, IsoExtent[], long> Broken() =>
        new()
        {
            { "not on a sector", [new(2049, 1, "a")], 100_000 },
            { "in the head", [new(0, 1, "a")], 100_000 },
            { "empty", [new(2048, 0, "a")], 100_000 },
            { "negative", [new(2048, -1, "a")], 100_000 },
            { "overflowing", [new(2048, long.MaxValue, "a")], long.MaxValue },
            { "nameless", [new(2048, 1, "")], 100_000 },
            { "overlapping", [new(2048, 2049, "a"), new(4096, 1, "b")], 100_000 },
            { "unsorted", [new(4096, 1, "a"), new(2048, 1, "b")], 100_000 },
            { "in the tail", [new(2048, 1, "a")], 2058 },
            { "longer than the image", [], 2047 },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Parts_that_do_not_fit_are_refused(string what, IsoExtent[] extents, long length)
    {
        Assert.NotEmpty(what);
        var exception = Assert.Throws<IsoException>(() =>
            new IsoImageParts(Head, extents, Tail, length)
        );
        Assert.Equal("iso.parts", exception.Rule);
    }

    [Fact]
    public void Later_changes_of_the_list_do_not_show()
    {
        var extents = new List<IsoExtent> { new(2048, 5, "a") };
        var parts = new IsoImageParts(Head, extents, Tail, 6155);

        extents.Clear();

        Assert.Single(parts.Extents);
    }
}
