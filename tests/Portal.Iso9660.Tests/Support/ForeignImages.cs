using System.Text;
using Portal.Iso9660.Records;
using static Portal.Iso9660.Tests.Support.RawImage;

namespace Portal.Iso9660.Tests.Support;

/// <summary>Images in the manner of other tools, byte by byte our own.</summary>
internal static class ForeignImages
{
    /// <summary>"deep/moved" lies in "rr_moved", as tools do it for the ninth level.</summary>
    public static RawImage Relocated()
    {
        var raw = new RawImage();
        return raw.Directory(
                Root,
                Root,
                raw.RootUse(),
                Folder,
                [
                    Record("DEEP"u8, 31, 2048, FileFlags.Directory, Folder, Name("deep")),
                    Record("RR_MOVED"u8, 32, 2048, FileFlags.Directory, Folder, Name("rr_moved")),
                ]
            )
            .Directory(
                31,
                Root,
                Folder,
                Folder,
                [Record("MOVED.;1"u8, 0, 0, FileFlags.None, Folder, Name("moved"), Link("CL", 33))]
            )
            .Directory(
                32,
                Root,
                Folder,
                Folder,
                [
                    Record(
                        "MOVED"u8,
                        33,
                        2048,
                        FileFlags.Directory,
                        Folder,
                        Name("moved"),
                        Entry("RE")
                    ),
                ]
            )
            .Directory(
                33,
                32,
                Folder,
                [.. Folder, .. Link("PL", 31)],
                [Record("FILE.;1"u8, 40, 1, FileFlags.None, Px, Name("file"))]
            );
    }

    /// <summary>As VirtualBox: directories as long as their records, an escape sequence padded with spaces, no Rock Ridge.</summary>
    public static RawImage WithOddLengths()
    {
        var name = Encoding.BigEndianUnicode.GetBytes("VBoxGuest.inf");
        var raw = new RawImage(joliet: true)
            .Directory(Root, Root, Record("VBOXGUES.INF;1"u8, 40, 3))
            .Directory(JolietRoot, JolietRoot, Record(name, 40, 3))
            .Content(40, "abc"u8);
        raw.At(17).Slice(91, 29).Fill((byte)' ');
        foreach (var (root, descriptor) in ((uint, uint)[])[(Root, 16), (JolietRoot, 17)])
        {
            // As VirtualBox does: the bytes of the records and no more.
            var length = 68u + raw.At(root)[68];
            BothEndian.Write32(raw.At(root)[10..], length);
            BothEndian.Write32(raw.At(root)[44..], length);
            BothEndian.Write32(raw.At(descriptor)[166..], length);
        }

        return raw;
    }

    /// <summary>SP behind the attributes of CD-ROM XA, which every record has.</summary>
    public static RawImage WithExtendedArchitecture()
    {
        byte[] attributes = [0, 0, 0, 0, 0x0D, 0x55, (byte)'X', (byte)'A', 0, 0, 0, 0, 0, 0];
        var raw = new RawImage();
        return raw.Directory(
            Root,
            Root,
            raw.RootUse(skip: 14, before: attributes),
            [.. attributes, .. Folder],
            [Record("A.;1"u8, 40, 1, FileFlags.None, attributes, Px, Name("real name"))]
        );
    }

    /// <summary>A file in two sections that lie apart, of which one has Rock Ridge.</summary>
    public static RawImage WithSections(bool describedFirst)
    {
        byte[][] described = [Px, Name("large")];
        var raw = new RawImage();
        return raw.Directory(
                Root,
                Root,
                raw.RootUse(),
                Folder,
                [
                    Record(
                        "L.;1"u8,
                        40,
                        2048,
                        FileFlags.MultiExtent,
                        describedFirst ? described : []
                    ),
                    Record("L.;1"u8, 50, 3, FileFlags.None, describedFirst ? [] : described),
                ]
            )
            .Content(40, Enumerable.Repeat((byte)'x', 2048).ToArray())
            .Content(50, "end"u8);
    }
}
