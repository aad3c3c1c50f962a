using System.Buffers.Binary;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Reading;

public sealed class IsoReaderTests
{
    [Fact]
    public void The_best_namespace_is_chosen_and_any_can_be_asked_for()
    {
        var image = new TestImage { Profile = new IsoProfile("A_LABEL_OF_MORE_THAN_16", 0) }.File(
            "name.txt",
            "x"
        );
        var bytes = image.Write();

        Assert.Equal(("name.txt", "A_LABEL_OF_MORE_THAN_16"), Seen(null));
        Assert.Equal(("name.txt", "A_LABEL_OF_MORE_"), Seen(IsoNamespace.Joliet));
        Assert.Equal(("NAME.TXT", "A_LABEL_OF_MORE_THAN_16"), Seen(IsoNamespace.Primary));

        (string, string) Seen(IsoNamespace? names)
        {
            var reader = Open(bytes, names);
            return (Assert.Single(reader.Entries).Path, reader.VolumeId);
        }
    }

    [Fact]
    public void Several_files_can_be_read_at_once_and_from_anywhere()
    {
        var first = TestImage.Noise(9000, 1);
        var second = TestImage.Noise(9000, 2);
        var reader = Open(new TestImage().File("a", first).File("b", second).Write(), null);
        using var a = reader.OpenFile(reader.Entries[0]);
        using var b = reader.OpenFile(reader.Entries[1]);
        var (fromA, fromB) = (new byte[4000], new byte[4000]);

        a.Position = 5000;
        a.ReadExactly(fromA);
        b.ReadExactly(fromB);

        Assert.Equal(first[5000..], fromA);
        Assert.Equal(second[..4000], fromB);
        Assert.Equal(0, a.Read(new byte[1]));
    }

    [Fact]
    public void Only_files_can_be_opened()
    {
        var reader = Open(new TestImage().Directory("d").Write(), null);

        Assert.Throws<ArgumentException>(() => reader.OpenFile(reader.Entries[0]));
    }

    [Fact]
    public void What_is_no_image_is_refused()
    {
        Refused("iso.read.truncated", []);
        Refused("iso.read.truncated", new byte[16 * 2048]);
        Refused("iso.read.descriptor", new byte[17 * 2048]);
        Refused("iso.read.truncated", new TestImage().File("a", "x").Write()[..(19 * 2048)]);
    }

    [Fact]
    public void A_file_beyond_the_end_is_refused()
    {
        var layout = new TestImage().File("a", TestImage.Noise(5000)).Plan();
        Refused("iso.read.extent", layout.Head.ToArray());
    }

    [Fact]
    public void A_directory_that_contains_itself_is_refused()
    {
        var bytes = new TestImage().Directory("d").Write();
        var root = RootSector(bytes);
        var record = FindRecord(bytes, root, "D"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(record + 2), (uint)root);

        Refused("iso.read.loop", bytes);
    }

    [Fact]
    public void A_continuation_that_never_ends_is_refused()
    {
        var bytes = new TestImage().File(new string('n', 250), "x").Write();
        // The file's CE is the last of its record; it shall point at a CE that points at itself.
        var area = RootSector(bytes) + 1;
        var record = FindRecord(
            bytes,
            RootSector(bytes),
            System.Text.Encoding.ASCII.GetBytes(new string('N', 30))
        );
        var ce = bytes.AsSpan(record, bytes[record]).LastIndexOf("CE"u8) + record;
        var loop = bytes[ce..(ce + 28)];
        BinaryPrimitives.WriteUInt32LittleEndian(loop.AsSpan(4), (uint)area);
        BinaryPrimitives.WriteUInt32LittleEndian(loop.AsSpan(12), 1024);
        BinaryPrimitives.WriteUInt32LittleEndian(loop.AsSpan(20), 28);
        loop.CopyTo(bytes, (area * 2048) + 1024);
        loop.CopyTo(bytes, ce);

        Refused("iso.read.system-use", bytes);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/b")]
    [InlineData("a\0b")]
    public void A_name_that_would_leave_its_directory_is_refused(string name)
    {
        var placeholder = new string('x', name.Length);
        var bytes = new TestImage().File(placeholder, "x").Write();
        var nm = FindEntry(bytes, "NM");
        System.Text.Encoding.ASCII.GetBytes(name, bytes.AsSpan(nm + 5));

        Refused("iso.read.name", bytes);
    }

    [Fact]
    public void A_path_that_appears_twice_is_refused()
    {
        var bytes = new TestImage().File("a", "x").File("b", "x").Write();
        var nm = FindEntry(bytes, "NM");
        bytes[nm + 5] = (byte)'b';

        Refused("iso.read.duplicate", bytes);
    }

    [Fact]
    public void Budgets_hold()
    {
        var bytes = new TestImage().File("1/2/3/a", "x").File("b", "x").Write();

        Refused("iso.read.entries", bytes, new IsoReadOptions { MaxEntries = 4 });
        Refused("iso.read.depth", bytes, new IsoReadOptions { MaxDepth = 2 });
        Refused("iso.read.budget", bytes, new IsoReadOptions { MaxMetadataBytes = 5 * 2048 });
        IsoReader.Open(
            new MemoryStream(bytes),
            new IsoReadOptions { MaxEntries = 5, MaxDepth = 3 }
        );
    }

    [Fact]
    public void A_namespace_that_is_not_there_is_refused()
    {
        var bytes = new TestImage().File("a", "x").Write();
        bytes[FindEntry(bytes, "SP") + 4] = 0;

        Refused(
            "iso.read.namespace",
            bytes,
            new IsoReadOptions { Namespace = IsoNamespace.RockRidge }
        );
        Assert.Equal(IsoNamespace.Joliet, Open(bytes, null).Namespace);
    }

    private static void Refused(string rule, byte[] bytes, IsoReadOptions? options = null)
    {
        var exception = Assert.Throws<IsoFormatException>(() =>
            IsoReader.Open(new MemoryStream(bytes), options)
        );
        Assert.Equal(rule, exception.Rule);
    }

    private static IsoReader Open(byte[] bytes, IsoNamespace? names) =>
        IsoReader.Open(new MemoryStream(bytes), new IsoReadOptions { Namespace = names });

    private static int RootSector(byte[] bytes) =>
        (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan((16 * 2048) + 156 + 2));

    private static int FindRecord(byte[] bytes, int sector, ReadOnlySpan<byte> identifier) =>
        (sector * 2048) + bytes.AsSpan(sector * 2048, 2048).IndexOf(identifier) - 33;

    /// <summary>The first entry of that signature in the root directory.</summary>
    private static int FindEntry(byte[] bytes, string signature)
    {
        var root = RootSector(bytes) * 2048;
        return root + bytes.AsSpan(root).IndexOf(System.Text.Encoding.ASCII.GetBytes(signature));
    }
}
