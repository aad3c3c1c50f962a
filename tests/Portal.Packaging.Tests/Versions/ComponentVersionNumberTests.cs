using FsCheck;
using FsCheck.Fluent;
using Portal.Packaging.Versions;

namespace Portal.Packaging.Tests.Versions;

public sealed class ComponentVersionNumberTests
{
    private static readonly Arbitrary<ComponentVersionNumber> Versions = Gen.Elements(
            "0123456789.~+-:aZ".ToCharArray()
        )
        .ListOf()
        .Select(characters => "1" + string.Concat(characters))
        .Where(text => ComponentVersionNumber.TryParse(text, out _))
        .Select(ComponentVersionNumber.Parse)
        .ToArbitrary();

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("v1")]
    [InlineData("1:")]
    [InlineData("1:a")]
    [InlineData("1-")]
    [InlineData("1 2")]
    [InlineData("1_2")]
    [InlineData("1.2:3")]
    [InlineData("1-1:1")]
    [InlineData("99999999999:1")]
    [InlineData("1\n")]
    [InlineData("11111111111111111111111111111111111111111111111111111111111111111")]
    public void What_is_no_version_is_refused_with_a_reason(string? text)
    {
        Assert.False(ComponentVersionNumber.TryParse(text, out var version, out var error));
        Assert.True(version.IsEmpty);
        Assert.NotEmpty(error);
        Assert.Throws<FormatException>(() => ComponentVersionNumber.Parse(text!));
    }

    [Fact]
    public void Equality_is_textual_and_the_total_order_tells_apart_what_dpkg_does_not()
    {
        var (shorter, longer) = (
            ComponentVersionNumber.Parse("1.0"),
            ComponentVersionNumber.Parse("1.00")
        );

        Assert.NotEqual(shorter, longer);
        Assert.Equal(0, shorter.CompareTo(longer));
        Assert.True(shorter <= longer && shorter >= longer);
        Assert.True(ComponentVersionNumber.TotalOrder.Compare(shorter, longer) < 0);
        Assert.Equal(shorter, ComponentVersionNumber.Parse("1.0"));
    }

    [Theory]
    [InlineData("1.0~rc1", true)]
    [InlineData("1.0-1~bpo12", true)]
    [InlineData("1.0-rc1", false)]
    public void A_tilde_makes_a_pre_release(string text, bool expected) =>
        Assert.Equal(expected, ComponentVersionNumber.Parse(text).IsPreRelease);

    [Fact]
    public void The_order_is_total_antisymmetric_and_transitive() =>
        Prop.ForAll(
                Versions,
                Versions,
                Versions,
                (a, b, c) =>
                {
                    var order = ComponentVersionNumber.TotalOrder;
                    var sorted = new[] { a, b, c }.Order(order).ToArray();
                    return Math.Sign(order.Compare(a, b)) == -Math.Sign(order.Compare(b, a))
                        && (order.Compare(a, b) == 0) == (a == b)
                        && sorted[0] <= sorted[1]
                        && sorted[1] <= sorted[2]
                        && sorted[0] <= sorted[2];
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void A_tilde_makes_any_version_earlier_and_a_plus_later() =>
        Prop.ForAll(
                Versions,
                version =>
                    !ComponentVersionNumber.TryParse(version.Text + "~a", out var earlier)
                    || !ComponentVersionNumber.TryParse(version.Text + "+a", out var later)
                    || (earlier < version && version < later)
            )
            .QuickCheckThrowOnFailure();
}
