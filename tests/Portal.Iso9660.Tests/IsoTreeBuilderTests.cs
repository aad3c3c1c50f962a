namespace Portal.Iso9660.Tests;

public sealed class IsoTreeBuilderTests
{
    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData(".")]
    [InlineData("a/../b")]
    [InlineData("a/./b")]
    [InlineData("a\0b")]
    public void A_path_with_a_segment_that_is_no_name_is_refused(string path)
    {
        Refused("iso.name.invalid", path, tree => tree.AddFile(path, 0, "x"));
        Refused("iso.name.invalid", path, tree => tree.AddDirectory(path));
        Refused("iso.name.invalid", path, tree => tree.AddSymlink(path, "x"));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused() =>
        Refused("iso.name.encoding", "a\uD800", tree => tree.AddFile("a\uD800", 0, "x"));

    [Theory]
    [InlineData(253, 1)]
    [InlineData(126, 2)]
    [InlineData(84, 3)]
    public void A_name_of_up_to_253_bytes_is_taken(int count, int width)
    {
        var name = new string("aé漢"[width - 1], count);

        new IsoTreeBuilder().AddFile(name, 0, "x");
    }

    [Theory]
    [InlineData(254, 1)]
    [InlineData(255, 1)]
    [InlineData(127, 2)]
    [InlineData(85, 3)]
    public void A_longer_name_is_refused(int count, int width)
    {
        var name = new string("aé漢"[width - 1], count);

        Refused("iso.name.too-long", "d/" + name, tree => tree.AddFile("d/" + name, 0, "x"));
    }

    [Fact]
    public void A_path_that_was_added_is_refused()
    {
        Refused("iso.path.duplicate", "a", tree => tree.AddFile("a", 0, "x").AddFile("a", 0, "x"));
        Refused("iso.path.duplicate", "a", tree => tree.AddFile("a", 0, "x").AddSymlink("a", "x"));
        Refused("iso.path.duplicate", "a", tree => tree.AddFile("a", 0, "x").AddDirectory("a"));
        Refused(
            "iso.path.duplicate",
            "a",
            tree => tree.AddFile("a/b", 0, "x").AddFile("a", 0, "x")
        );
        Refused("iso.path.duplicate", "a", tree => tree.AddDirectory("a").AddDirectory("a"));
    }

    [Fact]
    public void An_implied_directory_may_still_be_added() =>
        new IsoTreeBuilder().AddFile("a/b", 0, "x").AddDirectory("a").Build();

    [Fact]
    public void Nothing_can_lie_below_a_file()
    {
        Refused(
            "iso.path.conflict",
            "a/b/c",
            tree => tree.AddFile("a/b", 0, "x").AddFile("a/b/c", 0, "x")
        );
        Refused("iso.path.conflict", "a/b", tree => tree.AddSymlink("a", "x").AddDirectory("a/b"));
    }

    [Fact]
    public void A_content_has_one_length() =>
        Refused(
            "iso.content.length-differs",
            "b",
            tree => tree.AddFile("a", 1, "x").AddFile("b", 2, "x")
        );

    [Fact]
    public void A_refused_entry_leaves_nothing_behind()
    {
        var tree = new IsoTreeBuilder().AddFile("a", 1, "x");
        Assert.Throws<IsoException>(() => tree.AddFile("n1/n2/" + new string('x', 254), 0, "y"));
        Assert.Throws<IsoException>(() => tree.AddFile("a/n1", 5, "z"));

        var expected = IsoLayout.Plan(
            new IsoTreeBuilder().AddFile("a", 1, "x").Build(),
            new IsoProfile("V", 0)
        );
        Assert.True(
            IsoLayout
                .Plan(tree.Build(), new IsoProfile("V", 0))
                .Head.Span.SequenceEqual(expected.Head.Span)
        );
        tree.AddFile("z", 6, "z");
    }

    [Fact]
    public void Twelve_levels_of_directories_are_taken_and_thirteen_refused()
    {
        var twelve = string.Join('/', Enumerable.Repeat("d", 12));

        new IsoTreeBuilder().AddDirectory(twelve).AddFile(twelve + "/f", 0, "x");
        Refused("iso.depth", twelve + "/d", tree => tree.AddDirectory(twelve + "/d"));
        Refused("iso.depth", twelve + "/d/f", tree => tree.AddFile(twelve + "/d/f", 0, "x"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0")]
    public void A_target_that_Rock_Ridge_cannot_store_is_refused(string target) =>
        Refused("iso.symlink.target", "l", tree => tree.AddSymlink("l", target));

    [Fact]
    public void A_target_is_limited_as_on_Linux()
    {
        var longest =
            string.Join('/', Enumerable.Repeat(new string('x', 255), 15))
            + "/"
            + new string('x', 255);
        Assert.Equal(4095, longest.Length);

        new IsoTreeBuilder().AddSymlink("l", longest);
        Refused("iso.symlink.too-long", "l", tree => tree.AddSymlink("l", longest[..^2] + "/yy"));
        Refused("iso.symlink.too-long", "l", tree => tree.AddSymlink("l", new string('x', 256)));
    }

    private static void Refused(string rule, string path, Action<IsoTreeBuilder> add)
    {
        var exception = Assert.Throws<IsoException>(() => add(new IsoTreeBuilder()));
        Assert.Equal(rule, exception.Rule);
        Assert.Equal(path, exception.Path);
    }
}
