namespace Portal.Iso9660.Tests;

public sealed class IsoProfileTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(IsoProfile.MaxEpoch)]
    public void Every_second_from_1970_to_2038_is_an_epoch(long epoch) =>
        Plan(new IsoProfile("V", epoch));

    [Theory]
    [InlineData(-1)]
    [InlineData(IsoProfile.MaxEpoch + 1)]
    [InlineData(long.MaxValue)]
    public void Another_epoch_is_refused(long epoch) =>
        Refused("iso.epoch.range", new IsoProfile("V", epoch));

    [Theory]
    [InlineData("A")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ_01234")]
    public void A_label_has_1_to_32_d_characters(string label) => Plan(new IsoProfile(label, 0));

    [Theory]
    [InlineData("")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ_012345")]
    [InlineData("lower")]
    [InlineData("A B")]
    [InlineData("A-B")]
    [InlineData("Ä")]
    public void Another_label_is_refused(string label) =>
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

    private static void Plan(IsoProfile profile) =>
        IsoLayout.Plan(new IsoTreeBuilder().Build(), profile);

    private static void Refused(string rule, IsoProfile profile) =>
        Assert.Equal(rule, Assert.Throws<IsoException>(() => Plan(profile)).Rule);
}
