using Portal.Iso9660.Records;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Records;

public sealed class DirectoryRecordTests
{
    [Fact]
    public void A_record_is_written_as_ECMA_119_9_1_says()
    {
        var target = new byte[DirectoryRecord.MaxSize];

        var length = DirectoryRecord.Write(
            target,
            "A.TXT;1"u8,
            new Section(0x11223344, 0x55667788, FileFlags.MultiExtent),
            TestImage.Epoch,
            [0xAA, 0xBB, 0xCC]
        );

        Assert.Equal(
            "2C00" // length 44, no extended attribute record
                + "4433221111223344" // location
                + "8877665555667788" // data length
                + "7B0B0E160D1400" // 2023-11-14 22:13:20 UTC
                + "80" // multi-extent
                + "0000" // not interleaved
                + "01000001" // volume 1
                + "07412E5458543B31" // identifier
                + "AABBCC00", // system use, made even
            Convert.ToHexString(target[..length])
        );
    }

    [Fact]
    public void An_identifier_of_even_length_is_followed_by_a_pad_byte()
    {
        var target = new byte[DirectoryRecord.MaxSize];

        var length = DirectoryRecord.Write(
            target,
            "AB"u8,
            new Section(1, 2, FileFlags.Directory),
            0,
            [0x77]
        );

        Assert.Equal(38, length);
        Assert.Equal("0241420077" + "00", Convert.ToHexString(target[32..length]));
    }

    [Fact]
    public void A_path_table_record_differs_in_byte_order_only()
    {
        var little = new byte[12];
        var big = new byte[12];

        Assert.Equal(12, PathTable.Write(little, "ABC"u8, 0x01020304, 0x0506, bigEndian: false));
        Assert.Equal(12, PathTable.Write(big, "ABC"u8, 0x01020304, 0x0506, bigEndian: true));

        Assert.Equal("0300" + "04030201" + "0605" + "41424300", Convert.ToHexString(little));
        Assert.Equal("0300" + "01020304" + "0506" + "41424300", Convert.ToHexString(big));
    }
}
