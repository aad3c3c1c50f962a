using System.Text;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Records;

public sealed class VolumeDescriptorTests
{
    private const int Primary = 16 * 2048;
    private const int Joliet = 17 * 2048;
    private const int Terminator = 18 * 2048;

    private static readonly byte[] Image = new TestImage
    {
        Profile = new IsoProfile("GUEST_TOOLS_1_0_LONG_LABEL", TestImage.Epoch)
        {
            PublisherId = "PUB",
            PreparerId = "PREP",
            ApplicationId = "APP",
        },
    }
        .File("a", "b")
        .Write();

    [Fact]
    public void The_system_area_is_zero() => Assert.DoesNotContain(Image[..Primary], b => b != 0);

    [Fact]
    public void The_primary_descriptor_is_golden()
    {
        var sector = Image.AsSpan(Primary, 2048);
        var sectors = (uint)(Image.Length / 2048);

        Assert.Equal("014344303031" + "01" + "00", Hex(sector[..8]));
        Assert.Equal("LINUX".PadRight(32), Text(sector.Slice(8, 32)));
        Assert.Equal("GUEST_TOOLS_1_0_LONG_LABEL".PadRight(32), Text(sector.Slice(40, 32)));
        Assert.Equal(
            Convert.ToHexString(BitConverter.GetBytes(sectors))
                + Convert.ToHexString(BitConverter.GetBytes(sectors).Reverse().ToArray()),
            Hex(sector.Slice(80, 8))
        );
        Assert.Equal("01000001" + "01000001" + "00080800", Hex(sector.Slice(120, 12)));
        Assert.Equal("0A0000000000000A", Hex(sector.Slice(132, 8))); // one path table record
        Assert.Equal("13000000" + "00000000" + "00000014" + "00000000", Hex(sector.Slice(140, 16)));
        Assert.Equal(
            "2200"
                + "1700000000000017"
                + "0008000000000800"
                + "7B0B0E160D140002000001000001"
                + "0100",
            Hex(sector.Slice(156, 34))
        );
        Assert.Equal("".PadRight(128), Text(sector.Slice(190, 128)));
        Assert.Equal("PUB".PadRight(128), Text(sector.Slice(318, 128)));
        Assert.Equal("PREP".PadRight(128), Text(sector.Slice(446, 128)));
        Assert.Equal("APP".PadRight(128), Text(sector.Slice(574, 128)));
        Assert.Equal("".PadRight(111), Text(sector.Slice(702, 111)));
        Assert.Equal("2023111422132000\0", Text(sector.Slice(813, 17)));
        Assert.Equal("2023111422132000\0", Text(sector.Slice(830, 17)));
        Assert.Equal("0000000000000000\0", Text(sector.Slice(847, 17)));
        Assert.Equal("0000000000000000\0", Text(sector.Slice(864, 17)));
        Assert.Equal("0100", Hex(sector.Slice(881, 2)));
        Assert.False(sector[883..].ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void The_Joliet_descriptor_is_wide_and_its_label_a_prefix()
    {
        var sector = Image.AsSpan(Joliet, 2048);

        Assert.Equal("024344303031" + "01" + "00", Hex(sector[..8]));
        Assert.Equal("GUEST_TOOLS_1_0_", Encoding.BigEndianUnicode.GetString(sector.Slice(40, 32)));
        Assert.Equal("252F45" + new string('0', 58), Hex(sector.Slice(88, 32)));
        Assert.Equal(
            "PUB".PadRight(64),
            Encoding.BigEndianUnicode.GetString(sector.Slice(318, 128))
        );
        Assert.Equal(0, sector[702 + 36]);
        Assert.Equal(' ', (char)sector[702 + 35]);
    }

    [Fact]
    public void The_terminator_follows() =>
        Assert.Equal(
            "FF434430303101" + new string('0', 2 * 2041),
            Hex(Image.AsSpan(Terminator, 2048))
        );

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(bytes);
}
