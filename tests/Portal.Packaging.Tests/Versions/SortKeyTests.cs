namespace Portal.Packaging.Versions;

public sealed class SortKeyTests
{
    private static readonly string[] Versions =
    [
        "0",
        "0~rc1",
        "0.0",
        "00",
        "1",
        "1.",
        "1.0",
        "1.00",
        "1.0-0",
        "1.0-1",
        "1.0-1~bpo1",
        "1.0~",
        "1.0~rc1",
        "1.0~rc2",
        "1.0~rc10",
        "1.0a",
        "1.0+",
        "1.0+b1",
        "1.0.1",
        "1.9",
        "1.10",
        "1.a",
        "1.Z",
        "1-1",
        "1-1-1",
        "2026.11",
        "2026.2",
        "10",
        "9",
        "1:0.1",
        "2147483647:0",
        "0:1",
        "1.0-1+deb12u1",
        "1.18446744073709551616",
        "1.18446744073709551615",
    ];

    [Fact]
    public void Keys_sort_as_versions_do()
    {
        var numbers = Versions.Select(ComponentVersionNumber.Parse).ToList();
        var byOrder = numbers.Order(ComponentVersionNumber.TotalOrder).Select(v => v.Text);
        var byKey = numbers.OrderBy(v => v.SortKey, StringComparer.Ordinal).Select(v => v.Text);

        Assert.Equal(byOrder, byKey);
    }

    [Fact]
    public void Keys_of_any_two_versions_compare_as_the_versions_do()
    {
        // Everything of three characters after a digit that a version can be made of, one of each class.
        const string Letters = "0129.~+-a";
        var numbers = new List<ComponentVersionNumber>();
        var indexes = new int[3];
        for (var n = 0; n < Letters.Length * Letters.Length * Letters.Length; n++)
        {
            (indexes[0], indexes[1], indexes[2]) = (
                n % Letters.Length,
                n / Letters.Length % Letters.Length,
                n / (Letters.Length * Letters.Length)
            );
            var text = "1" + string.Concat(indexes.Select(i => Letters[i]));
            if (ComponentVersionNumber.TryParse(text, out var number))
            {
                numbers.Add(number);
            }
        }

        Assert.Equal(
            numbers.Order(ComponentVersionNumber.TotalOrder).Select(v => v.Text),
            numbers.OrderBy(v => v.SortKey, StringComparer.Ordinal).Select(v => v.Text)
        );
    }

    [Theory]
    [InlineData("1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1")]
    [InlineData("1111111111111111111111111111111111111111111111111111111111111111")]
    public void A_key_is_no_longer_than_the_column(string version)
    {
        var key = ComponentVersionNumber.Parse(version[..Math.Min(64, version.Length)]).SortKey;
        Assert.True(key.Length <= ComponentVersionNumber.MaximumSortKey, $"{key.Length}");
        Assert.Matches("^[0-9a-f]+$", key);
    }
}
