namespace Portal.Releases;

public sealed class ReleaseVersionTests
{
    [Theory]
    [InlineData("4.4", "4.5")]
    [InlineData("4.9", "4.10")]
    [InlineData("1.0~rc1", "1.0~rc2")]
    [InlineData("2026.11a", "2026.12a")]
    [InlineData("99999999999999999999", "100000000000000000000")]
    public void The_last_number_is_counted_on(string version, string next) =>
        Assert.Equal(next, ReleaseVersions.CountOn(version));

    [Fact]
    public void Two_lists_of_components_are_compared_by_the_order_of_versions()
    {
        var changes = ComponentChange.Between(
            [("a", "1.9"), ("b", "2"), ("c", "1"), ("z", "1")],
            [("b", "1.9"), ("a", "1.10"), ("c", "1"), ("d", "1")]
        );

        Assert.Equal(
            [
                ("b", ChangeKind.Older),
                ("a", ChangeKind.Newer),
                ("c", ChangeKind.Same),
                ("d", ChangeKind.New),
                ("z", ChangeKind.Gone),
            ],
            changes.Select(c => (c.Name, c.Kind))
        );
    }
}
