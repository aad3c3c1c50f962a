using System.Buffers.Binary;
using System.Text;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Verification;

/// <summary>One corruption a test, and the finding it must give: most of these pass every ordinary tool.</summary>
public sealed class IsoVerifierTests
{
    private const int Primary = 16 * 2048;
    private const int Joliet = 17 * 2048;

    private readonly byte[] _image = TestImage.WithOddNames().Write();

    [Fact]
    public void Our_image_has_no_findings() =>
        Assert.Empty(IsoVerifier.Verify(new MemoryStream(_image)));

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(124)]
    [InlineData(132)]
    [InlineData(156 + 2)]
    [InlineData(156 + 10)]
    public void A_number_whose_halves_differ_in_a_descriptor(int field)
    {
        _image[Primary + field + (field is 120 or 124 ? 3 : 7)] ^= 1;
        Finds("iso.both-endian", 16, field);
    }

    [Theory]
    [InlineData(2, 9)]
    [InlineData(10, 17)]
    [InlineData(28, 31)]
    public void A_number_whose_halves_differ_in_a_record(int field, int last)
    {
        _image[Record("README.TXT;1") + last] ^= 1;
        Finds(
            "iso.both-endian",
            SectorOf(Record("README.TXT;1")),
            (Record("README.TXT;1") + field) % 2048
        );
    }

    [Fact]
    public void A_missing_terminator()
    {
        _image[Joliet + 2048] = 0;
        Finds("iso.descriptor.identifier");
    }

    [Fact]
    public void A_descriptor_that_is_none()
    {
        _image[Primary + 3] = 0;
        Finds("iso.descriptor.identifier", 16, 1);
        Finds("iso.descriptor.primary");
    }

    [Fact]
    public void An_image_that_ends_among_its_descriptors() =>
        Finds("iso.descriptor.terminator", _image[..(Joliet + 100)]);

    [Fact]
    public void A_descriptor_version_other_than_1()
    {
        _image[Primary + 6] = 2;
        _image[Joliet + 881] = 2;
        Finds("iso.descriptor.version", 16, 6);
        Finds("iso.descriptor.version", 17, 881);
    }

    [Fact]
    public void A_primary_descriptor_after_Joliet()
    {
        var primary = _image[Primary..Joliet];
        _image.AsSpan(Joliet, 2048).CopyTo(_image.AsSpan(Primary));
        primary.CopyTo(_image, Joliet);
        Finds("iso.descriptor.primary-first");
    }

    [Fact]
    public void A_root_record_that_is_no_directory()
    {
        _image[Primary + 156 + 25] = 0;
        Finds("iso.descriptor.root", 16, 156);
    }

    [Fact]
    public void A_volume_larger_than_the_image() => Finds("iso.volume.size", _image[..^2048]);

    [Fact]
    public void A_volume_smaller_than_its_extents()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_image.AsSpan(Primary + 80), 30);
        Finds("iso.extent.outside");
    }

    [Theory]
    [InlineData("lower_case")]
    [InlineData("WITH-DASH")]
    public void A_label_of_other_characters(string label)
    {
        Encoding.ASCII.GetBytes(label, _image.AsSpan(Primary + 40));
        Finds("iso.d-characters", 16, 40);
    }

    [Fact]
    public void A_system_identifier_of_other_characters()
    {
        _image[Primary + 8] = (byte)'l';
        Finds("iso.a-characters", 16, 8);
    }

    [Fact]
    public void A_Joliet_escape_padded_with_spaces()
    {
        _image.AsSpan(Joliet + 91, 29).Fill((byte)' ');
        Finds("iso.joliet.escape", 17, 88);
    }

    [Fact]
    public void A_Joliet_label_of_its_own()
    {
        _image[Joliet + 41] = (byte)'X';
        Finds("iso.joliet.volume-id", 17, 40);
    }

    [Theory]
    [InlineData(813, "20231314221320")]
    [InlineData(830, "2023-11-14 10:")]
    public void A_descriptor_date_that_is_none(int field, string digits)
    {
        Encoding.ASCII.GetBytes(digits, _image.AsSpan(Primary + field));
        Finds("iso.date.descriptor", 16, field);
    }

    [Fact]
    public void A_record_date_that_is_none()
    {
        _image[Record("README.TXT;1") + 19] = 13;
        Finds("iso.date.record");
    }

    [Fact]
    public void A_path_table_that_differs_from_its_mirror()
    {
        _image[PathTable(bigEndian: true) + 12] ^= 1;
        Finds("iso.path-table.differ");
    }

    [Fact]
    public void Path_tables_that_agree_with_each_other_but_not_with_the_directories()
    {
        _image[PathTable(bigEndian: false) + 10 + 2] ^= 1;
        _image[PathTable(bigEndian: true) + 10 + 5] ^= 1;
        Finds("iso.path-table.directories");
        Assert.DoesNotContain(Verify(), finding => finding.Rule == "iso.path-table.differ");
    }

    [Fact]
    public void A_path_table_out_of_order()
    {
        _image[PathTable(bigEndian: false) + 10 + 8] = (byte)'Z';
        Finds("iso.path-table.order");
    }

    [Fact]
    public void A_path_table_with_a_broken_record()
    {
        _image[PathTable(bigEndian: false) + 10] = 0;
        Finds("iso.path-table.record");
    }

    [Fact]
    public void A_directory_whose_length_is_no_multiple_of_2048()
    {
        _image[Record("L1") + 10] = 0x22;
        Finds("iso.directory.length");
    }

    [Fact]
    public void A_directory_that_contains_its_parent()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_image.AsSpan(Record("L1") + 2), (uint)Root());
        Finds("iso.directory.loop");
    }

    [Fact]
    public void A_dot_record_that_points_elsewhere()
    {
        _image[(Root() * 2048) + 2] ^= 1;
        Finds("iso.directory.dots", Root(), 0);
    }

    [Fact]
    public void Records_out_of_order()
    {
        _image[Record("README.TXT;1") + 33] = (byte)'A';
        Finds("iso.directory.order");
    }

    [Fact]
    public void Two_records_with_one_identifier()
    {
        var bytes = new TestImage().File("a.txt", "1").File("b.txt", "2").Write();
        "A"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("B.TXT;1"u8)));
        Finds("iso.directory.duplicate", bytes);
    }

    [Fact]
    public void A_name_of_other_characters()
    {
        _image[Record("README.TXT;1") + 34] = (byte)'e';
        Finds("iso.d-characters");
    }

    [Fact]
    public void A_Joliet_name_with_a_forbidden_character()
    {
        var name = Encoding.BigEndianUnicode.GetBytes("README.txt");
        _image[
            _image.AsSpan(Record("README.TXT;1") + 100).IndexOf(name)
                + Record("README.TXT;1")
                + 100
                + 1
        ] = (byte)'*';
        Finds("iso.joliet.name");
    }

    [Fact]
    public void A_record_that_leaves_its_sector()
    {
        // The root's first sector is full to the last record; that one claims more than is left.
        var last = LastRecordOfSector(Root());
        _image[last] = 254;
        Finds("iso.record.shape");
    }

    [Fact]
    public void Bytes_after_the_last_record()
    {
        _image[((Root() + 1) * 2048) - 1] = 1;
        Finds("iso.directory.padding");
    }

    [Fact]
    public void A_file_whose_last_section_is_missing()
    {
        _image[Record("README.TXT;1") + 25] |= 0x80;
        Finds("iso.file.sections");
    }

    [Fact]
    public void A_file_on_top_of_metadata()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(
            _image.AsSpan(Record("README.TXT;1") + 2),
            (uint)Root()
        );
        Finds("iso.extent.metadata");
    }

    [Fact]
    public void A_file_on_a_part_of_another()
    {
        var other = BinaryPrimitives.ReadUInt32LittleEndian(
            _image.AsSpan(Record("INSTALL.SH;1") + 2)
        );
        BinaryPrimitives.WriteUInt32LittleEndian(
            _image.AsSpan(Record("README.TXT;1") + 2),
            other + 1
        );
        Finds("iso.extent.overlap");
    }

    [Fact]
    public void An_SP_without_its_check_bytes()
    {
        _image[Entry("SP") + 4] = 0;
        Finds("iso.susp.sp");
    }

    [Fact]
    public void An_ER_of_something_else()
    {
        _image[_image.AsSpan().IndexOf("RRIP_1991A"u8)] = (byte)'X';
        Finds("iso.susp.er");
    }

    [Fact]
    public void A_continuation_that_leaves_its_sector()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_image.AsSpan(Entry("CE") + 12), 2047);
        Finds("iso.susp.ce");
    }

    [Fact]
    public void A_continuation_whose_halves_differ()
    {
        _image[Entry("CE") + 11] ^= 1;
        Finds("iso.both-endian");
    }

    [Fact]
    public void An_entry_longer_than_its_area()
    {
        _image[Entry("TF") + 2] = 250;
        Finds("iso.susp.entry");
    }

    [Fact]
    public void An_entry_of_another_version()
    {
        _image[Entry("TF") + 3] = 2;
        Finds("iso.susp.entry");
    }

    [Fact]
    public void A_record_without_PX()
    {
        "XX"u8.CopyTo(_image.AsSpan(Entry("PX")));
        Finds("iso.rr.px");
    }

    [Fact]
    public void A_PX_that_calls_a_file_a_directory()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(
            _image.AsSpan(In("README.TXT;1", "PX") + 4),
            0x416D
        );
        Finds("iso.rr.px");
    }

    [Fact]
    public void A_TF_with_more_flags_than_stamps()
    {
        _image[Entry("TF") + 4] = 0x0F;
        Finds("iso.rr.tf");
    }

    [Fact]
    public void A_name_with_a_slash()
    {
        _image[In("README.TXT;1", "NM") + 6] = (byte)'/';
        Finds("iso.rr.nm");
    }

    [Fact]
    public void A_name_that_promises_to_go_on()
    {
        _image[In("README.TXT;1", "NM") + 4] = 1;
        Finds("iso.rr.nm");
    }

    [Fact]
    public void A_link_with_a_broken_component()
    {
        var sl = _image.AsSpan().IndexOf("SL"u8);
        _image[sl + 6] += 1;
        Finds("iso.rr.sl");
    }

    [Fact]
    public void An_image_full_of_errors_has_a_bounded_list()
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

        Assert.Equal(IsoVerifier.MaxFindings, IsoVerifier.Verify(new MemoryStream(bytes)).Count);
    }

    private IReadOnlyList<IsoFinding> Verify() => IsoVerifier.Verify(new MemoryStream(_image));

    private void Finds(string rule, byte[]? bytes = null) =>
        Assert.Contains(
            IsoVerifier.Verify(new MemoryStream(bytes ?? _image)),
            finding => finding.Rule == rule
        );

    private void Finds(string rule, long sector, int offset) =>
        Assert.Contains(
            (rule, sector, offset),
            Verify().Select(finding => (finding.Rule, finding.Sector, finding.Offset))
        );

    private static long SectorOf(int offset) => offset / 2048;

    private int Root() =>
        (int)BinaryPrimitives.ReadUInt32LittleEndian(_image.AsSpan(Primary + 156 + 2));

    private int PathTable(bool bigEndian) =>
        2048
        * (int)(
            bigEndian
                ? BinaryPrimitives.ReadUInt32BigEndian(_image.AsSpan(Primary + 148))
                : BinaryPrimitives.ReadUInt32LittleEndian(_image.AsSpan(Primary + 140))
        );

    /// <summary>The record of that identifier, behind the path tables; -1 if there is none.</summary>
    private int Record(string identifier)
    {
        var start = Root() * 2048;
        byte[] needle = [(byte)identifier.Length, .. Encoding.ASCII.GetBytes(identifier)];
        var at = _image.AsSpan(start).IndexOf(needle);
        return at < 0 ? -1 : start + at - 32;
    }

    private int Entry(string signature)
    {
        var root = Root() * 2048;
        return root + _image.AsSpan(root).IndexOf(Encoding.ASCII.GetBytes(signature));
    }

    private int In(string identifier, string signature)
    {
        var record = Record(identifier);
        return record
            + _image.AsSpan(record, _image[record]).IndexOf(Encoding.ASCII.GetBytes(signature));
    }

    private int LastRecordOfSector(int sector)
    {
        var at = sector * 2048;
        while (at + _image[at] < (sector + 1) * 2048 && _image[at + _image[at]] != 0)
        {
            at += _image[at];
        }

        return at;
    }
}
