using System.Buffers.Binary;
using System.Text;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Verification;

/// <summary>Path tables, directories and the use of sectors.</summary>
public sealed class DirectoryCorruptionTests : CorruptionTests
{
    [Fact]
    public void A_path_table_that_differs_from_its_mirror()
    {
        Image[PathTable(bigEndian: true) + 12] ^= 1;
        Finds("iso.path-table.differ");
    }

    [Fact]
    public void Path_tables_that_agree_with_each_other_but_not_with_the_directories()
    {
        Image[PathTable(bigEndian: false) + 10 + 2] ^= 1;
        Image[PathTable(bigEndian: true) + 10 + 5] ^= 1;
        Finds("iso.path-table.directories");
        Assert.DoesNotContain(Verify(), finding => finding.Rule == "iso.path-table.differ");
    }

    [Fact]
    public void A_path_table_out_of_order()
    {
        Image[PathTable(bigEndian: false) + 10 + 8] = (byte)'Z';
        Finds("iso.path-table.order");
    }

    [Fact]
    public void A_path_table_with_a_broken_record()
    {
        Image[PathTable(bigEndian: false) + 10] = 0;
        Finds("iso.path-table.record");
    }

    [Fact]
    public void A_directory_whose_length_is_no_multiple_of_2048()
    {
        Image[Record("L1") + 10] = 0x22;
        Finds("iso.directory.length");
    }

    [Fact]
    public void A_directory_that_contains_its_parent()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Image.AsSpan(Record("L1") + 2), (uint)Root());
        Finds("iso.directory.loop");
    }

    [Fact]
    public void A_dot_record_that_points_elsewhere()
    {
        Image[(Root() * 2048) + 2] ^= 1;
        Finds("iso.directory.dots", Root(), 0);
    }

    [Fact]
    public void Records_out_of_order()
    {
        Image[Record("README.TXT;1") + 33] = (byte)'A';
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
        Image[Record("README.TXT;1") + 34] = (byte)'e';
        Finds("iso.d-characters");
    }

    [Fact]
    public void A_Joliet_name_with_a_forbidden_character()
    {
        var name = Encoding.BigEndianUnicode.GetBytes("README.txt");
        Image[
            Image.AsSpan(Record("README.TXT;1") + 100).IndexOf(name)
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
        Image[last] = 254;
        Finds("iso.record.shape");
    }

    [Fact]
    public void Bytes_after_the_last_record()
    {
        Image[((Root() + 1) * 2048) - 1] = 1;
        Finds("iso.directory.padding");
    }

    [Fact]
    public void A_file_whose_last_section_is_missing()
    {
        Image[Record("README.TXT;1") + 25] |= 0x80;
        Finds("iso.file.sections");
    }

    [Fact]
    public void A_file_on_top_of_metadata()
    {
        BinaryPrimitives.WriteUInt32LittleEndian(
            Image.AsSpan(Record("README.TXT;1") + 2),
            (uint)Root()
        );
        Finds("iso.extent.metadata");
    }

    [Fact]
    public void A_file_on_a_part_of_another()
    {
        var other = BinaryPrimitives.ReadUInt32LittleEndian(
            Image.AsSpan(Record("INSTALL.SH;1") + 2)
        );
        BinaryPrimitives.WriteUInt32LittleEndian(
            Image.AsSpan(Record("README.TXT;1") + 2),
            other + 1
        );
        Finds("iso.extent.overlap");
    }
}
