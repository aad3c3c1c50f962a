using Portal.Packaging.Versions;

namespace Portal.Packaging.Tests.Versions;

public sealed class VersionRangeTests
{
    [Theory]
    [InlineData(null, "*")]
    [InlineData("", "*")]
    [InlineData(" * ", "*")]
    [InlineData("1.2", "=1.2")]
    [InlineData("=1.2", "=1.2")]
    [InlineData(">= 1.2   < 2", ">=1.2 <2")]
    [InlineData(">1<2", ">1 <2")]
    [InlineData("<=1:2-3", "<=1:2-3")]
    public void A_range_has_one_canonical_text(string? text, string expected)
    {
        var range = VersionRange.Parse(text);

        Assert.Equal(expected, range.ToString());
        Assert.Equal(range, VersionRange.Parse(range.ToString()));
        Assert.Equal(range.GetHashCode(), VersionRange.Parse(range.ToString()).GetHashCode());
    }

    [Theory]
    [InlineData(">=")]
    [InlineData("> =1")]
    [InlineData(">=a")]
    [InlineData("1,2")]
    [InlineData("* 1")]
    [InlineData("==1")]
    [InlineData("~>1")]
    [InlineData(">=1\t<2")]
    public void What_is_no_range_is_refused_with_a_reason(string text)
    {
        Assert.False(VersionRange.TryParse(text, out var range, out var error));
        Assert.Null(range);
        Assert.NotEmpty(error);
        Assert.Throws<FormatException>(() => VersionRange.Parse(text));
    }

    [Theory]
    [InlineData(">=1.2 <2", "1.2", true)]
    [InlineData(">=1.2 <2", "1.2-1", true)]
    [InlineData(">=1.2 <2", "2", false)]
    [InlineData(">=1.2 <2", "1:1.5", false)]
    [InlineData(">1.2", "1.2", false)]
    [InlineData("<=1.2", "1.2", true)]
    [InlineData("<=1.2", "1.2-1", false)]
    [InlineData("1.2", "1.20", false)]
    [InlineData("1.2", "1.02", true)]
    [InlineData("*", "0", true)]
    [InlineData(">=2 <1", "1.5", false)]
    public void All_bounds_hold_in_debians_order(string range, string version, bool expected) =>
        Assert.Equal(
            expected,
            VersionRange.Parse(range).Contains(ComponentVersionNumber.Parse(version))
        );

    [Theory]
    [InlineData("*", false)]
    [InlineData(">=1", false)]
    [InlineData(">=1 <2~", false)]
    [InlineData(">=1~", true)]
    [InlineData(">1~", true)]
    [InlineData("<=2~beta", true)]
    [InlineData("=1.5~rc1", true)]
    public void Pre_releases_are_in_a_range_only_where_it_asks(string range, bool expected)
    {
        var version = ComponentVersionNumber.Parse("1.5~rc1");

        Assert.Equal(expected, VersionRange.Parse(range).Contains(version));
        Assert.True(VersionRange.Parse(range).IsWithinBounds(version));
    }

    [Fact]
    public void An_exact_range_holds_its_version()
    {
        var version = ComponentVersionNumber.Parse("1.5~rc1");
        Assert.True(VersionRange.Exactly(version).Contains(version));
    }
}
