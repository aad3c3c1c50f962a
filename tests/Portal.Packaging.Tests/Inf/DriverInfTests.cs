using System.Text;
using Portal.Packaging.Inf;

namespace Portal.Packaging.Tests.Inf;

public sealed class DriverInfTests
{
    [Fact]
    public void What_a_driver_says_of_itself_is_read()
    {
        var facts = DriverInf.Read(InfFile.Read(SampleInf.Utf16(SampleInf.Network())));

        Assert.Equal("Net", facts.Class);
        Assert.Equal("{4d36e972-e325-11ce-bfc1-08002be10318}", facts.ClassGuid);
        Assert.Equal("Sample, Inc.", facts.Provider);
        Assert.Equal("100.101.104.27100", facts.Version);
        Assert.Equal(new DateOnly(2024, 8, 13), facts.Date);
        Assert.Equal(["sample.cat"], facts.Catalogs);
        Assert.Equal(["x86", "x86_64", "aarch64"], facts.Architectures);
        Assert.Equal(
            [
                new DriverDevice(
                    "Sample \"VirtIO\" Adapter",
                    @"PCI\VEN_1AF4&DEV_1000&SUBSYS_00011AF4"
                ),
                new DriverDevice("Another; one", @"PCI\VEN_1AF4&DEV_1041"),
            ],
            facts.Devices
        );
    }

    [Theory]
    [InlineData("13/45/2024,1.2.3.4", null, "1.2.3.4")]
    [InlineData("8-3-2009, 6.1", "2009-08-03", "6.1")]
    [InlineData("08/13/2024", "2024-08-13", null)]
    [InlineData("08/13/2024,one", "2024-08-13", null)]
    [InlineData("08/13/2024,1.2.3.4.5", "2024-08-13", null)]
    [InlineData("", null, null)]
    public void A_DriverVer_that_makes_no_sense_is_none(string text, string? date, string? version)
    {
        var facts = DriverInf.Read(
            InfFile.Read(Encoding.UTF8.GetBytes($"[Version]\nDriverVer = {text}\n"))
        );

        Assert.Equal(date, facts.Date?.ToString("yyyy-MM-dd", null));
        Assert.Equal(version, facts.Version);
    }

    [Fact]
    public void Models_without_decoration_are_for_x86_and_foreign_decorations_for_nothing_known()
    {
        var facts = DriverInf.Read(
            InfFile.Read(
                Encoding.UTF8.GetBytes(
                    "[Manufacturer]\nme = m, NTia64, other\n[m]\na = i, ROOT\\a\n[m.NTia64]\nb = i, ROOT\\b\n[m.other]\nc = i, ROOT\\c\n"
                )
            )
        );

        Assert.Equal(["x86"], facts.Architectures);
        Assert.Equal(
            [@"ROOT\a", @"ROOT\b", @"ROOT\c"],
            facts.Devices.Select(device => device.HardwareId)
        );
    }
}
