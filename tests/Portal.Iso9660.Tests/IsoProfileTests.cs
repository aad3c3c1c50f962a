namespace Portal.Iso9660.Tests;

public sealed class IsoProfileTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(IsoProfile.MaxEpoch)]
    public void Every_second_from_1970_to_2038_is_an_epoch(long epoch) =>
        Plan(Strict(new IsoProfile("V", epoch)));

    [Theory]
    [InlineData(-1)]
    [InlineData(IsoProfile.MaxEpoch + 1)]
    [InlineData(long.MaxValue)]
    public void A_strict_plan_refuses_another_epoch(long epoch) =>
        Refused("iso.epoch.range", new IsoProfile("V", epoch));

    [Theory]
    [InlineData("A")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ_01234")]
    public void A_label_has_1_to_32_d_characters(string label) =>
        Plan(Strict(new IsoProfile(label, 0)));

    [Theory]
    [InlineData("")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ_012345")]
    [InlineData("lower")]
    [InlineData("A B")]
    [InlineData("A-B")]
    [InlineData("Ä")]
    public void A_strict_plan_refuses_another_label(string label) =>
        Refused("iso.volume-id", new IsoProfile(label, 0));

    [Theory]
    [InlineData("SIXTEEN_LETTERS_", "SIXTEEN_LETTERS_")]
    [InlineData("SEVENTEEN_LETTERS", "SEVENTEEN_LETTER")]
    [InlineData("SHORT", "SHORT")]
    public void The_Joliet_label_is_the_first_16_characters(string label, string joliet) =>
        Assert.Equal(joliet, new IsoProfile(label, 0).JolietVolumeId);

    [Theory]
    [InlineData("")]
    [InlineData("SEVENTEEN_LETTERS")]
    [InlineData("A*B")]
    [InlineData("Ä")]
    public void A_Joliet_label_that_does_not_fit_is_refused(string label) =>
        Refused("iso.joliet.volume-id", new IsoProfile("V", 0) { JolietVolumeId = label });

    [Fact]
    public void Identifiers_are_a_characters()
    {
        Plan(
            new IsoProfile("V", 0)
            {
                PublisherId = "HTTP://EXAMPLE.ORG/?A=1",
                PreparerId = new string('X', 128),
            }
        );
        Refused("iso.identifier", new IsoProfile("V", 0) { PublisherId = "lower" });
        Refused("iso.identifier", new IsoProfile("V", 0) { PreparerId = new string('X', 129) });
        Refused("iso.identifier", new IsoProfile("V", 0) { ApplicationId = "@" });
        Refused("iso.identifier", new IsoProfile("V", 0) { SystemId = new string('X', 33) });
    }

    [Fact]
    public void A_lenient_plan_makes_a_profile_fit_and_says_so()
    {
        var layout = IsoLayout.Plan(
            new IsoTreeBuilder().AddDirectory("d").Build(),
            new IsoProfile("my-tools 1.0", IsoProfile.MaxEpoch + 1L)
            {
                PublisherId = "me@example.org",
                JolietVolumeId = "my*tools",
            }
        );

        Assert.Equal(
            ["iso.epoch.range", "iso.volume-id", "iso.identifier", "iso.joliet.volume-id"],
            layout.Remarks.Select(remark => remark.Rule)
        );
        var image = new MemoryStream([.. layout.Head.Span, .. layout.Tail.Span]);
        Assert.Equal("MY_TOOLS_1_0", IsoReader.Open(image).VolumeId);
        Assert.Equal("my_tools", Joliet(image).VolumeId);
        Assert.Equal(
            DateTimeOffset.FromUnixTimeSeconds(IsoProfile.MaxEpoch),
            IsoReader.Open(image).Entries[0].ModifiedAt
        );
        Assert.Empty(IsoVerifier.Verify(image));
    }

    [Fact]
    public void A_label_that_is_not_there_cannot_be_made_up() =>
        Assert.Equal(
            "iso.volume-id",
            Assert.Throws<IsoException>(() => Plan(new IsoProfile("", 0))).Rule
        );

    [Fact]
    public void A_strict_plan_names_everything_it_refuses()
    {
        var tree = new IsoTreeBuilder()
            .AddFile("a?", 0, "x")
            .AddFile("b", 0, "x")
            .AddFile("B", 0, "x")
            .AddSymlink("l", "b")
            .AddFile("1/2/3/4/5/6/7/8/f", 0, "x")
            .AddFile("large", 1L << 31, "y")
            .AddFile(string.Join('/', Enumerable.Repeat(new string('n', 31), 8)), 0, "x")
            .Build();
        var strict = Strict(new IsoProfile("V", 0));

        var refused = Assert.Throws<IsoException>(() => IsoLayout.Plan(tree, strict)).Remarks;

        Assert.Equal(
            [
                "iso.depth.deep 1/2/3/4/5/6/7/8",
                "iso.file.large large",
                $"iso.path.long {string.Join('/', Enumerable.Repeat(new string('n', 31), 8))}",
                "iso.joliet.symlink l",
                "iso.joliet.renamed a?",
                "iso.joliet.case-collision b",
            ],
            refused.Select(remark => $"{remark.Rule} {remark.Path}")
        );
        Assert.Equal(
            refused,
            IsoLayout.Plan(tree, strict with { Strictness = IsoStrictness.Lenient }).Remarks
        );
        Assert.Equal(
            refused,
            IsoLayout
                .Plan(tree, strict with { Accepted = [.. refused.Select(remark => remark.Rule)] })
                .Remarks
        );
    }

    [Fact]
    public void A_strict_plan_changes_no_byte()
    {
        var tree = new IsoTreeBuilder().AddFile("a.txt", 5, "x").Build();

        Assert.Equal(
            IsoLayout.Plan(tree, new IsoProfile("V", 7)).Head.ToArray(),
            IsoLayout.Plan(tree, Strict(new IsoProfile("V", 7))).Head.ToArray()
        );
    }

    private static IsoReader Joliet(Stream image) =>
        IsoReader.Open(image, new IsoReadOptions { Namespace = IsoNamespace.Joliet });

    private static IsoProfile Strict(IsoProfile profile) =>
        profile with
        {
            Strictness = IsoStrictness.Strict,
        };

    private static void Plan(IsoProfile profile) =>
        IsoLayout.Plan(new IsoTreeBuilder().AddDirectory("d").Build(), profile);

    private static void Refused(string rule, IsoProfile profile) =>
        Assert.Equal(rule, Assert.Throws<IsoException>(() => Plan(Strict(profile))).Rule);
}
