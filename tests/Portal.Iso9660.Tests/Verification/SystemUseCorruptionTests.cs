using System.Buffers.Binary;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Verification;

/// <summary>SUSP and Rock Ridge.</summary>
public sealed class SystemUseCorruptionTests : CorruptionTests
{
    [Fact]
    public void An_SP_without_its_check_bytes()
    {
        Image[Entry("SP") + 4] = 0;
        Finds("iso.susp.sp");
    }

    [Fact]
    public void An_ER_of_something_else()
    {
        Image[Image.AsSpan().IndexOf("RRIP_1991A"u8)] = (byte)'X';
        Finds("iso.susp.er");
    }

    [Fact]
    public void A_continuation_that_leaves_its_sector()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Image.AsSpan(Entry("CE") + 12), 2047);
        Finds("iso.susp.ce");
    }

    [Fact]
    public void A_continuation_whose_halves_differ()
    {
        Image[Entry("CE") + 11] ^= 1;
        Finds("iso.both-endian");
    }

    [Fact]
    public void An_entry_longer_than_its_area()
    {
        Image[Entry("TF") + 2] = 250;
        Finds("iso.susp.entry");
    }

    [Fact]
    public void An_entry_of_another_version()
    {
        Image[Entry("TF") + 3] = 2;
        Finds("iso.susp.entry");
    }

    [Fact]
    public void A_record_without_PX()
    {
        "XX"u8.CopyTo(Image.AsSpan(Entry("PX")));
        Finds("iso.rr.px");
    }

    [Fact]
    public void A_PX_that_calls_a_file_a_directory()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(
            Image.AsSpan(In("README.TXT;1", "PX") + 4),
            0x416D
        );
        Finds("iso.rr.px");
    }

    [Fact]
    public void A_TF_with_more_flags_than_stamps()
    {
        Image[Entry("TF") + 4] = 0x0F;
        Finds("iso.rr.tf");
    }

    [Fact]
    public void A_name_with_a_slash()
    {
        Image[In("README.TXT;1", "NM") + 6] = (byte)'/';
        Finds("iso.rr.nm");
    }

    [Fact]
    public void A_name_that_promises_to_go_on()
    {
        Image[In("README.TXT;1", "NM") + 4] = 1;
        Finds("iso.rr.nm");
    }

    [Fact]
    public void A_link_with_a_broken_component()
    {
        var sl = Image.AsSpan().IndexOf("SL"u8);
        Image[sl + 6] += 1;
        Finds("iso.rr.sl");
    }

    [Fact]
    public void Many_errors_of_one_kind_are_counted_and_hide_no_other()
    {
        var image = new TestImage();
        for (var i = 0; i < 1200; i++)
        {
            image.File($"f{i}", "x");
        }

        var bytes = image.Write();
        for (var at = bytes.AsSpan().IndexOf("TF"u8); at >= 0; )
        {
            bytes[at + 4] = 0x0F;
            var next = bytes.AsSpan(at + 2).IndexOf("TF"u8);
            at = next < 0 ? -1 : at + 2 + next;
        }

        // The path tables are looked at when the tree has been walked.
        var table = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan((16 * 2048) + 148));
        bytes[(table * 2048) + 5] ^= 1;
        var report = IsoVerifier.Inspect(new MemoryStream(bytes));
        var ofOne = report.Findings.Count(finding => finding.Rule == "iso.rr.tf");

        Assert.True(report.IsComplete);
        Assert.Contains(report.Findings, finding => finding.Rule == "iso.path-table.differ");
        Assert.Equal(IsoVerifier.MaxFindingsOfRule, ofOne);
        // 1,200 files, and the root by "." and "..".
        Assert.Equal(1202 - ofOne, Assert.Single(report.Omitted).Value);
    }
}
