using System.Buffers.Binary;
using System.Text;
using Portal.Iso9660.Records;
using Portal.Iso9660.Tests.Support;
using static Portal.Iso9660.Tests.Support.RawImage;

namespace Portal.Iso9660.Tests.Verification;

/// <summary>One way to break each rule of the verifier, and to bring about each of its remarks.</summary>
internal static class Corruptions
{
    private const int Primary = 16 * 2048;
    private const int Joliet = 17 * 2048;
    private const int Terminator = 18 * 2048;

    /// <summary>An image for each rule id.</summary>
    public static readonly IReadOnlyDictionary<string, Func<byte[]>> ByRule = new Dictionary<
        string,
        Func<byte[]>
    >(StringComparer.Ordinal)
    {
        ["iso.descriptor.identifier"] = () => Set(Primary + 3, 0),
        ["iso.descriptor.version"] = () => Set(Joliet + 881, 2),
        ["iso.descriptor.type"] = () => Set(Joliet, 7),
        ["iso.descriptor.primary"] = () =>
            Change(image =>
            {
                // A second primary descriptor in the terminator's place, with another label.
                image.AsSpan(Primary, 2048).CopyTo(image.AsSpan(Terminator));
                image[Terminator + 40] ^= 1;
            }),
        ["iso.descriptor.primary-first"] = () =>
            Change(image =>
            {
                var primary = image[Primary..Joliet];
                image.AsSpan(Joliet, 2048).CopyTo(image.AsSpan(Primary));
                primary.CopyTo(image, Joliet);
            }),
        ["iso.descriptor.terminator"] = () => Sound()[..(Joliet + 100)],
        ["iso.descriptor.supplementary"] = () => Set(Joliet + 90, (byte)'X'),
        ["iso.descriptor.reserved"] = () => Set(Terminator + 2000, 1),
        ["iso.descriptor.block-size"] = () =>
            Change(i => BothEndian.Write16(i.AsSpan(Primary + 128), 512)),
        ["iso.descriptor.set"] = () => Change(i => BothEndian.Write16(i.AsSpan(Primary + 124), 2)),
        ["iso.descriptor.root"] = () => Set(Primary + 156 + 25, 0),
        ["iso.descriptor.numbers"] = () =>
            Change(i => BothEndian.Write32(i.AsSpan(Joliet + 80), 100)),
        ["iso.volume.size"] = () => Sound()[..^2048],
        ["iso.boot.catalog"] = () =>
            Change(image =>
            {
                image.AsSpan(Joliet, 2048).Clear();
                image[Joliet + 6] = 1;
                "CD001"u8.CopyTo(image.AsSpan(Joliet + 1));
                "EL TORITO SPECIFICATION"u8.CopyTo(image.AsSpan(Joliet + 7));
                image[Joliet + 71] = 200;
            }),
        ["iso.both-endian"] = () => Set(Primary + 87, 0xEE),
        ["iso.a-characters"] = () => Set(Primary + 574, (byte)'a'),
        ["iso.d-characters"] = () => Set(Primary + 40, (byte)'a'),
        ["iso.date.descriptor"] = () => Set(Primary + 817, (byte)'9'),
        ["iso.date.record"] = () => InRecord("README.TXT;1", 19, 13),
        ["iso.date.year"] = () => InRecord("README.TXT;1", 18, 139),
        ["iso.path-table.record"] = () =>
            Change((i, map) => i[map.All("table.record")[1].Offset] = 0),
        ["iso.path-table.differ"] = () =>
            Change(i => i[(int)Big(i, Primary + 148) * 2048 + 12] ^= 1),
        ["iso.path-table.order"] = () =>
            Change((i, map) => i[map.All("table.record")[1].Offset + 8] = (byte)'Z'),
        ["iso.path-table.directories"] = () =>
            Change(image =>
            {
                image[((int)Little(image, Primary + 140) * 2048) + 10 + 2] ^= 1;
                image[((int)Big(image, Primary + 148) * 2048) + 10 + 5] ^= 1;
            }),
        ["iso.path-table.optional"] = () =>
            Change(image =>
            {
                // A copy in the last sector, with one directory elsewhere.
                var copy = (image.Length / 2048) - 1;
                var table = (int)Little(image, Primary + 140) * 2048;
                image.AsSpan(table, 2048).CopyTo(image.AsSpan(copy * 2048));
                image[(copy * 2048) + 12] ^= 1;
                BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(Primary + 144), (uint)copy);
            }),
        ["iso.directory.length"] = () => InRecord("L1", 10, 0x22),
        ["iso.directory.loop"] = () =>
            Change(
                (i, map) =>
                    BothEndian.Write32(i.AsSpan(map.Record("L1") + 2), Little(i, Primary + 158))
            ),
        ["iso.directory.dots"] = () => Change(i => i[(Root(i) * 2048) + 2] ^= 1),
        ["iso.directory.order"] = () => InRecord("README.TXT;1", 33, (byte)'A'),
        ["iso.directory.duplicate"] = () => Rename("B.TXT;1", "A.TXT;1"),
        ["iso.directory.padding"] = () => Change(i => i[((Root(i) + 1) * 2048) - 1] = 1),
        ["iso.record.shape"] = () => InRecord("README.TXT;1", 32, 250),
        ["iso.record.odd"] = () => Change((i, map) => i[map.All("record.pad")[0].Offset] = 1),
        ["iso.record.flags"] = () => InRecord("README.TXT;1", 25, 0x20),
        ["iso.record.interleaved"] = () => InRecord("README.TXT;1", 27, 1),
        ["iso.record.attributes"] = () => InRecord("README.TXT;1", 1, 1),
        ["iso.file.sections"] = () => InRecord("README.TXT;1", 25, 0x80),
        ["iso.extent.outside"] = () =>
            Change(
                (i, map) => BothEndian.Write32(i.AsSpan(map.Record("README.TXT;1") + 2), 100_000)
            ),
        ["iso.extent.metadata"] = () =>
            Change(
                (i, map) =>
                    BothEndian.Write32(i.AsSpan(map.Record("README.TXT;1") + 2), (uint)Root(i))
            ),
        ["iso.extent.overlap"] = () =>
            Change(
                (i, map) =>
                    BothEndian.Write32(
                        i.AsSpan(map.Record("README.TXT;1") + 2),
                        Little(i, map.Record("INSTALL.SH;1") + 2) + 1
                    )
            ),
        ["iso.root.empty"] = () =>
            new RawImage(joliet: true)
                .Directory(RawImage.Root, RawImage.Root)
                .Directory(JolietRoot, JolietRoot, Record([0, (byte)'a'], 40, 1))
                .Build(),
        ["iso.joliet.escape"] = () => Set(Joliet + 100, (byte)' '),
        ["iso.joliet.flags"] = () => Set(Joliet + 7, 1),
        ["iso.joliet.text"] = () => Set(Joliet + 41, (byte)'*'),
        ["iso.joliet.name"] = () =>
            Change((i, map) => i[map.WideRecord("README.txt") + 34] = (byte)'*'),
        ["iso.joliet.case-collision"] = () =>
            Change((i, map) => RenameWide(i, map, "install.sh", "readme.TXT")),
        ["iso.susp.sp"] = () => Change((i, map) => i[map.All("SP.data")[0].Offset] = 0),
        ["iso.susp.er"] = () => Change((i, map) => i[map.All("ER.id")[0].Offset] = (byte)'X'),
        ["iso.susp.ce"] = () =>
            Change(
                (i, map) => BothEndian.Write32(i.AsSpan(map.All("CE.data")[0].Offset + 8), 2047)
            ),
        ["iso.susp.overlap"] = () =>
            Change(
                (i, map) =>
                {
                    // The second continuation begins a byte after the first.
                    var (first, second) = (
                        map.All("CE.data")[0].Offset,
                        map.All("CE.data")[1].Offset
                    );
                    i.AsSpan(first, 16).CopyTo(i.AsSpan(second));
                    BothEndian.Write32(i.AsSpan(second + 8), Little(i, first + 8) + 1);
                }
            ),
        ["iso.susp.entry"] = () => Change((i, map) => i[map.All("TF.header")[0].Offset + 3] = 2),
        ["iso.rr.px"] = () => Change((i, map) => i[map.All("PX.header")[0].Offset] = (byte)'Q'),
        ["iso.rr.tf"] = () => Change((i, map) => i[map.All("TF.flags")[0].Offset] = 0x0F),
        ["iso.rr.nm"] = () => Change((i, map) => i[map.All("NM.flags")[0].Offset] = 2),
        ["iso.rr.duplicate"] = () =>
            Change(
                new TestImage().File("a", "1").File("b", "2"),
                (i, map) => i[map.All("NM.text")[0].Offset] = (byte)'b'
            ),
        ["iso.rr.sl"] = () => Change((i, map) => i[map.All("SL.component")[0].Offset + 1] += 1),
        ["iso.rr.relocation"] = () =>
            Change((i, map) => "CL"u8.CopyTo(i.AsSpan(map.All("NM.header")[0].Offset))),
        ["iso.descriptor.partition"] = () => Set(Joliet, 3),
        ["iso.symlink.long"] = () =>
            new TestImage()
                .Symlink("l", string.Join('/', Enumerable.Repeat(new string('x', 255), 5)))
                .Write(),
        ["iso.depth.deep"] = () => new TestImage().File("1/2/3/4/5/6/7/8/f").Write(),
        ["iso.path.long"] = () =>
            new TestImage()
                .File(string.Join('/', Enumerable.Repeat(new string('n', 31), 9)))
                .Write(),
        ["iso.file.large"] = () => Sized(0x8000_0000),
        ["iso.file.scattered"] = () => Sections(41, 2048),
        ["iso.image.tail"] = () => [.. Sound(), 0],
        ["iso.joliet.volume-id"] = () => Set(Joliet + 41, (byte)'X'),
        ["iso.joliet.name-long"] = () => new TestImage().File(new string('n', 65)).Write(),
        ["iso.joliet.differ"] = () =>
            Change((i, map) => BothEndian.Write32(i.AsSpan(map.WideRecord("README.txt") + 10), 1)),
        ["iso.record.hidden"] = () => InRecord("README.TXT;1", 25, 1),
        ["iso.record.duplicate-version"] = () =>
            new RawImage()
                .Directory(
                    RawImage.Root,
                    RawImage.Root,
                    Record("A.;2"u8, 40, 1),
                    Record("A.;1"u8, 41, 1)
                )
                .Build(),
        ["iso.slack"] = () => Change((i, map) => i[map.All("table.slack")[0].Offset] = 1),
        ["iso.susp.unknown"] = () =>
            Change((i, map) => "Q"u8.CopyTo(i.AsSpan(map.All("TF.header")[0].Offset))),
        ["iso.volume.id-empty"] = () => Change(i => i.AsSpan(Primary + 40, 32).Fill((byte)' ')),
    };

    public static byte[] Sound() => TestImage.WithOddNames().Write();

    private static byte[] Set(int at, byte value) => Change(image => image[at] = value);

    private static byte[] InRecord(string identifier, int at, byte value) =>
        Change((image, map) => image[map.Record(identifier) + at] = value);

    private static byte[] Change(Action<byte[]> change) => Change((image, _) => change(image));

    private static byte[] Change(Action<byte[], ImageMap> change) =>
        Change(TestImage.WithOddNames(), change);

    private static byte[] Change(TestImage from, Action<byte[], ImageMap> change)
    {
        var image = from.Write();
        change(image, ImageMap.Of(image));
        return image;
    }

    private static byte[] Rename(string identifier, string other) =>
        Change(
            new TestImage().File("a.txt", "1").File("b.txt", "2"),
            (image, map) =>
                Encoding.ASCII.GetBytes(other, image.AsSpan(map.Record(identifier) + 33))
        );

    private static void RenameWide(byte[] image, ImageMap map, string name, string other) =>
        Encoding.BigEndianUnicode.GetBytes(other, image.AsSpan(map.WideRecord(name) + 33));

    /// <summary>A file of that length, most of it beyond the image's end.</summary>
    private static byte[] Sized(uint length) =>
        new RawImage()
            .Directory(RawImage.Root, RawImage.Root, Record("A.;1"u8, 40, length))
            .Build();

    private static byte[] Sections(uint second, uint length) =>
        new RawImage()
            .Directory(
                RawImage.Root,
                RawImage.Root,
                Record("A.;1"u8, 50, length, FileFlags.MultiExtent),
                Record("A.;1"u8, second, 1)
            )
            .Build();

    private static int Root(byte[] image) => (int)Little(image, Primary + 158);

    private static uint Little(byte[] image, int at) =>
        BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(at));

    private static uint Big(byte[] image, int at) =>
        BinaryPrimitives.ReadUInt32BigEndian(image.AsSpan(at));
}
