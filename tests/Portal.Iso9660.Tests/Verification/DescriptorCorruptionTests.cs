using System.Buffers.Binary;
using System.Text;

namespace Portal.Iso9660.Tests.Verification;

/// <summary>Volume descriptors: what ECMA-119 8 and Joliet demand of them.</summary>
public sealed class DescriptorCorruptionTests : CorruptionTests
{
    [Fact]
    public void OurImage_has_no_findings() =>
        Assert.Empty(IsoVerifier.Verify(new MemoryStream(Image)));

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(124)]
    [InlineData(132)]
    [InlineData(156 + 2)]
    [InlineData(156 + 10)]
    public void A_number_whose_halves_differ_in_a_descriptor(int field)
    {
        Image[Primary + field + (field is 120 or 124 ? 3 : 7)] ^= 1;
        Finds("iso.both-endian", 16, field);
    }

    [Theory]
    [InlineData(2, 9)]
    [InlineData(10, 17)]
    [InlineData(28, 31)]
    public void A_number_whose_halves_differ_in_a_record(int field, int last)
    {
        Image[Record("README.TXT;1") + last] ^= 1;
        Finds(
            "iso.both-endian",
            SectorOf(Record("README.TXT;1")),
            (Record("README.TXT;1") + field) % 2048
        );
    }

    [Fact]
    public void A_missing_terminator()
    {
        Image[Joliet + 2048] = 0;
        Finds("iso.descriptor.identifier");
    }

    [Fact]
    public void A_descriptor_that_is_none()
    {
        Image[Primary + 3] = 0;
        Finds("iso.descriptor.identifier", 16, 1);
        Finds("iso.descriptor.primary");
    }

    [Fact]
    public void AnImage_that_ends_among_its_descriptors() =>
        Finds("iso.descriptor.terminator", Image[..(Joliet + 100)]);

    [Fact]
    public void A_descriptor_version_other_than_1()
    {
        Image[Primary + 6] = 2;
        Image[Joliet + 881] = 2;
        Finds("iso.descriptor.version", 16, 6);
        Finds("iso.descriptor.version", 17, 881);
    }

    [Fact]
    public void A_primary_descriptor_after_Joliet()
    {
        var primary = Image[Primary..Joliet];
        Image.AsSpan(Joliet, 2048).CopyTo(Image.AsSpan(Primary));
        primary.CopyTo(Image, Joliet);
        Finds("iso.descriptor.primary-first");
    }

    [Fact]
    public void A_root_record_that_is_no_directory()
    {
        Image[Primary + 156 + 25] = 0;
        Finds("iso.descriptor.root", 16, 156);
    }

    [Fact]
    public void A_volume_larger_than_theImage() => Finds("iso.volume.size", Image[..^2048]);

    [Fact]
    public void A_volume_smaller_than_its_extents()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Image.AsSpan(Primary + 80), 30);
        Finds("iso.extent.outside");
    }

    [Theory]
    [InlineData("lower_case")]
    [InlineData("WITH-DASH")]
    public void A_label_of_other_characters(string label)
    {
        Encoding.ASCII.GetBytes(label, Image.AsSpan(Primary + 40));
        Finds("iso.d-characters", 16, 40);
    }

    [Fact]
    public void A_system_identifier_of_other_characters()
    {
        Image[Primary + 8] = (byte)'l';
        Finds("iso.a-characters", 16, 8);
    }

    [Fact]
    public void A_Joliet_escape_padded_with_spaces()
    {
        Image.AsSpan(Joliet + 91, 29).Fill((byte)' ');
        Finds("iso.joliet.escape", 17, 91);
    }

    [Fact]
    public void A_Joliet_label_of_its_own()
    {
        Image[Joliet + 41] = (byte)'X';
        Remarks("iso.joliet.volume-id");
    }

    [Theory]
    [InlineData(813, "20231314221320")]
    [InlineData(830, "2023-11-14 10:")]
    public void A_descriptor_date_that_is_none(int field, string digits)
    {
        Encoding.ASCII.GetBytes(digits, Image.AsSpan(Primary + field));
        Finds("iso.date.descriptor", 16, field);
    }

    [Fact]
    public void A_record_date_that_is_none()
    {
        Image[Record("README.TXT;1") + 19] = 13;
        Finds("iso.date.record");
    }
}
