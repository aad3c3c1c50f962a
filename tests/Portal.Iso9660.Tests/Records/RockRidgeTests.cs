using System.Text;
using Portal.Iso9660.Records;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Records;

public sealed class RockRidgeTests
{
    [Fact]
    public void SP_has_its_check_bytes() =>
        Assert.Equal("53500701BEEF00", Convert.ToHexString(RockRidge.Sp()));

    [Fact]
    public void PX_has_36_bytes_and_belongs_to_root() =>
        Assert.Equal(
            "50582401"
                + "2481000000008124"
                + "0100000000000001"
                + "0000000000000000"
                + "0000000000000000",
            Convert.ToHexString(RockRidge.Px(0x8124, 1))
        );

    [Fact]
    public void TF_is_short_with_modify_access_and_attributes() =>
        Assert.Equal(
            "54461A010E" + "7B0B0E160D1400" + "7B0B0E160D1400" + "7B0B0E160D1400",
            Convert.ToHexString(RockRidge.Tf(TestImage.Epoch))
        );

    [Fact]
    public void CE_gives_sector_offset_and_length() =>
        Assert.Equal(
            "43451C01" + "0403020101020304" + "0200000000000002" + "0300000000000003",
            Convert.ToHexString(RockRidge.Ce(0x01020304, 2, 3))
        );

    [Fact]
    public void ER_names_RRIP_1991A_with_lengths_that_add_up()
    {
        var er = RockRidge.Er();

        Assert.Equal("4552ED010A548701", Convert.ToHexString(er[..8]));
        Assert.Equal("RRIP_1991A", Encoding.ASCII.GetString(er, 8, er[4]));
        Assert.Equal(8 + er[4] + er[5] + er[6], er.Length);
    }

    [Theory]
    [InlineData(1, new[] { 6 })]
    [InlineData(250, new[] { 255 })]
    [InlineData(251, new[] { 255, 6 })]
    [InlineData(253, new[] { 255, 8 })]
    public void A_long_name_is_written_in_pieces(int length, int[] sizes)
    {
        var entries = new List<byte[]>();

        RockRidge.AddNm(entries, new byte[length]);

        Assert.Equal(sizes, entries.Select(entry => entry.Length));
        Assert.All(entries.SkipLast(1), entry => Assert.Equal(1, entry[4]));
        Assert.Equal(0, entries[^1][4]);
    }

    [Fact]
    public void A_short_name_is_one_NM()
    {
        var entries = new List<byte[]>();

        RockRidge.AddNm(entries, "é"u8);

        Assert.Equal("4E4D070100C3A9", Convert.ToHexString(Assert.Single(entries)));
    }

    [Fact]
    public void A_target_is_written_component_by_component() =>
        Assert.Equal(
            "534C120100" + "0800" + "0400" + "0200" + "0001" + "61" + "0002" + "6263",
            Convert.ToHexString(Assert.Single(Sl("/.././a/bc")))
        );

    [Fact]
    public void A_component_of_255_bytes_is_continued_in_the_next_entry()
    {
        var entries = Sl(new string('x', 255));

        Assert.Equal(2, entries.Count);
        Assert.Equal("534CFB0101" + "01F4", Convert.ToHexString(entries[0][..7]));
        Assert.Equal(
            "534C120100" + "000B" + "7878787878787878787878",
            Convert.ToHexString(entries[1])
        );
    }

    [Fact]
    public void A_component_at_the_end_of_an_entry_is_continued_by_nothing()
    {
        // 25 components of 10 bytes fill an entry exactly.
        var entries = Sl(string.Join('/', Enumerable.Repeat("abcdefgh", 26)));

        Assert.Equal(255, entries[0].Length);
        Assert.Equal("0108", Convert.ToHexString(entries[0][^10..^8]));
        Assert.Equal(
            "534C110100" + "0000" + "00086162636465666768",
            Convert.ToHexString(entries[1])
        );
    }

    [Theory]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(300)]
    public void A_row_of_parents_stays_within_the_limits(int count)
    {
        var entries = Sl(string.Join('/', Enumerable.Repeat("..", count)));

        Assert.All(entries, entry => Assert.InRange(entry.Length, 7, 255));
        Assert.Equal(count > 125 ? count / 125 + 1 : 1, entries.Count);
    }

    private static List<byte[]> Sl(string target)
    {
        var entries = new List<byte[]>();
        RockRidge.AddSl(entries, target);
        return entries;
    }
}
