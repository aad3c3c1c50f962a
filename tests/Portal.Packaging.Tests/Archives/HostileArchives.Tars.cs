using System.Text;
using Portal.Packaging.Archives;
using Portal.Packaging.Contents;

namespace Portal.Packaging.Tests.Archives;

internal static partial class HostileArchives
{
    private static IEnumerable<(string Name, byte[] Bytes, ContentRule Rule)> Tars()
    {
        static byte[] Name(string text) => Encoding.UTF8.GetBytes(text);
        var noise = new byte[2000];
        noise.AsSpan().Fill((byte)'A');
        static TarBuilder Good() => TarBuilder.WithManifest();
        (string Name, byte[] Bytes, ContentRule Rule)[] tars =
        [
            (
                "hard link",
                Good().Entry('1', Name("h"), [], link: Name("component.yaml")).Build(),
                ArchiveRules.HardLink
            ),
            ("char device", Good().Entry('3', Name("null"), []).Build(), ArchiveRules.Device),
            ("block device", Good().Entry('4', Name("sda"), []).Build(), ArchiveRules.Device),
            ("fifo", Good().Entry('6', Name("pipe"), []).Build(), ArchiveRules.Device),
            ("contiguous", Good().Entry('7', Name("c"), []).Build(), ArchiveRules.EntryType),
            ("volume label", Good().Entry('V', Name("c"), []).Build(), ArchiveRules.EntryType),
            (
                "type of no name",
                Good().Entry('\u0001', Name("c"), []).Build(),
                ArchiveRules.EntryType
            ),
            (
                "GNU sparse",
                Good().Entry('S', Name("s"), new byte[600]).Build(),
                ArchiveRules.Sparse
            ),
            (
                "pax sparse",
                Good().Pax('x', "GNU.sparse.major=1").File("s", "x").Build(),
                ArchiveRules.Sparse
            ),
            ("setuid", Good().File("su", "x", 0x9ED).Build(), ArchiveRules.SpecialBits),
            ("setgid folder", Good().Folder("d", 0x5ED).Build(), ArchiveRules.SpecialBits),
            ("sticky", Good().Folder("d", 0x3FF).Build(), ArchiveRules.SpecialBits),
            ("file with a slash", Good().File("a/", "x").Build(), PathRules.EmptySegment),
            (
                "bad checksum",
                Good()
                    .Entry('0', Name("a"), [], changeAfterChecksum: block => block[0] ^= 1)
                    .Build(),
                ArchiveRules.Checksum
            ),
            (
                "size with a letter",
                Good().Entry('0', Name("a"), [], change: block => block[125] = (byte)'x').Build(),
                ArchiveRules.Header
            ),
            (
                "negative size",
                Good()
                    .Entry('0', Name("a"), [], change: block => block.AsSpan(124, 12).Fill(0xFF))
                    .Build(),
                ArchiveRules.Header
            ),
            (
                "size of 2^80",
                Good()
                    .Entry(
                        '0',
                        Name("a"),
                        [],
                        change: block => (block[124], block[125]) = (0x80, 0x7F)
                    )
                    .Build(),
                ArchiveRules.Header
            ),
            (
                "size larger than all",
                Good()
                    .Entry(
                        '0',
                        Name("a"),
                        [],
                        change: block => TarBuilder.Put(block, 124, "00000777777")
                    )
                    .Build(),
                ArchiveRules.Truncated
            ),
            (
                "size cut to 10",
                Good()
                    .Entry(
                        '0',
                        Name("a"),
                        noise,
                        change: b => TarBuilder.Put(b, 124, "00000000012")
                    )
                    .Build(),
                ArchiveRules.Trailing
            ),
            (
                "link with a size",
                Good().Entry('2', Name("l"), new byte[9], link: Name("x")).Build(),
                ArchiveRules.Size
            ),
            (
                "pax size against header",
                Good().Pax('x', "size=512").Entry('0', Name("a"), []).Build(),
                ArchiveRules.Size
            ),
            (
                "pax length too long",
                Good().Entry('x', Name("p"), Name("99 path=a\n")).Build(),
                ArchiveRules.Header
            ),
            (
                "pax without newline",
                Good().Entry('x', Name("p"), Name("9 path=ab")).Build(),
                ArchiveRules.Header
            ),
            (
                "pax without key",
                Good().Entry('x', Name("p"), Name("5 =a\n")).Build(),
                ArchiveRules.Header
            ),
            (
                "pax length 0",
                Good().Entry('x', Name("p"), Name("0 path=a\n")).Build(),
                ArchiveRules.Header
            ),
            (
                "pax path twice",
                Good().Pax('x', "path=a", "path=b").File("c", "").Build(),
                ArchiveRules.Header
            ),
            ("pax path empty", Good().Pax('x', "path=").File("c", "").Build(), ArchiveRules.Header),
            (
                "two pax headers",
                Good().Pax('x', "path=a").Pax('x', "mtime=1").File("c", "").Build(),
                ArchiveRules.Header
            ),
            (
                "pax path and GNU name",
                Good()
                    .Pax('x', "path=a")
                    .Entry('L', Name("././@LongLink"), Name("b\0"))
                    .File("c", "")
                    .Build(),
                ArchiveRules.Header
            ),
            ("global path", Good().Pax('g', "path=a").File("c", "").Build(), ArchiveRules.Header),
            (
                "endless name",
                Good().Entry('L', Name("l"), new byte[(1 << 20) + 1]).Build(),
                ArchiveRules.Header
            ),
            (
                "GNU name with NUL",
                Good()
                    .Entry('L', Name("././@LongLink"), Name("good\0evil\0"))
                    .File("c", "")
                    .Build(),
                PathRules.Control
            ),
            ("long name at the end", Good().Pax('x', "path=a").Build(), ArchiveRules.Truncated),
            ("no end", Good().BuildWithoutEnd(), ArchiveRules.Truncated),
            (
                "one closing block",
                [.. Good().BuildWithoutEnd(), .. new byte[512]],
                ArchiveRules.Truncated
            ),
            (
                "entry after the end",
                [.. Good().Build(), .. new TarBuilder().File("b", "").Build()],
                ArchiveRules.Trailing
            ),
            ("garbage after the end", [.. Good().Build(), 1], ArchiveRules.Trailing),
            (
                "entry after one zero block",
                Good().Raw(new byte[512]).File("b", "").Build(),
                ArchiveRules.Trailing
            ),
            ("cut header", Good().BuildWithoutEnd()[..700], ArchiveRules.Truncated),
            ("no manifest", new TarBuilder().File("a", "").Build(), ArchiveRules.ManifestMissing),
            (
                "two tops",
                new TarBuilder().File("a/component.yaml", "").File("b", "").Build(),
                ArchiveRules.ManifestMissing
            ),
            (
                "deep manifest",
                new TarBuilder().File("a/b/component.yaml", "").Build(),
                ArchiveRules.ManifestMissing
            ),
            (
                "manifest as link",
                new TarBuilder().File("a", "").Link("component.yaml", "a").Build(),
                ArchiveRules.ManifestMissing
            ),
            (
                "manifest of 64 KiB + 1",
                new TarBuilder().File("component.yaml", new byte[65537]).Build(),
                ArchiveRules.ManifestLength
            ),
            ("xz", [0xFD, .. "7zXZ\0"u8, .. new byte[600]], ArchiveRules.Kind),
            ("zstd", [0x28, 0xB5, 0x2F, 0xFD, .. new byte[600]], ArchiveRules.Kind),
            ("nothing", [], ArchiveRules.Kind),
            ("text", "hello"u8.ToArray(), ArchiveRules.Kind),
        ];
        return tars.Select(tar => ($"tar {tar.Name}", tar.Bytes, tar.Rule));
    }
}
