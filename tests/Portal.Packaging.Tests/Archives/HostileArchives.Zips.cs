using Portal.Packaging.Archives;
using Portal.Packaging.Contents;

namespace Portal.Packaging.Tests.Archives;

internal static partial class HostileArchives
{
    private static IEnumerable<(string Name, byte[] Bytes, ContentRule Rule)> Zips()
    {
        static ZipPart Part(Action<ZipPart> change, string name = "a", bool deflate = true) =>
            new ZipPart(name, "some text, some text, some text"u8.ToArray(), deflate).With(change);
        static byte[] With(ZipPart part) => ZipBuilder.WithManifest().Add(part).Build();
        static byte[] Zip(Action<ZipBuilder> change) =>
            ZipBuilder.WithManifest().With(change).Build();
        static byte[] Put(byte[] bytes, int at, byte value)
        {
            bytes[at] = value;
            return bytes;
        }

        var good = ZipBuilder.WithManifest().Build();
        (string Name, byte[] Bytes, ContentRule Rule)[] zips =
        [
            ("encrypted", With(Part(part => part.Flags |= 1)), ArchiveRules.Encrypted),
            ("strongly encrypted", With(Part(part => part.Flags |= 0x41)), ArchiveRules.Encrypted),
            ("masked headers", With(Part(part => part.Flags |= 0x2000)), ArchiveRules.Encrypted),
            ("patch data", With(Part(part => part.Flags |= 0x20)), ArchiveRules.Header),
            ("zstd", With(Part(part => part.Method = 93)), ArchiveRules.Method),
            ("Deflate64", With(Part(part => part.Method = 9)), ArchiveRules.Method),
            ("bad checksum", With(Part(part => part.Crc ^= 1)), ArchiveRules.Checksum),
            (
                "bad stored checksum",
                With(Part(part => part.Crc ^= 1, deflate: false)),
                ArchiveRules.Checksum
            ),
            ("length falsified down", With(Part(part => part.Length = 10)), ArchiveRules.Size),
            ("length falsified up", With(Part(part => part.Length = 100)), ArchiveRules.Size),
            (
                "stored lengths differ",
                With(Part(part => part.Length = 10, deflate: false)),
                ArchiveRules.Size
            ),
            (
                "damaged data",
                With(Part(part => part.Data = Put(part.Data, 0, 0xFF))),
                ArchiveRules.Compressed
            ),
            (
                "junk behind the deflate data",
                With(Part(part => part.Data = [.. part.Data, 1, 2])),
                ArchiveRules.Compressed
            ),
            (
                "much junk behind the deflate data",
                With(Part(part => part.Data = [.. part.Data, .. new byte[70000]])),
                ArchiveRules.Compressed
            ),
            (
                "deflate data cut",
                With(Part(part => part.Data = part.Data[..^1])),
                ArchiveRules.Compressed
            ),
            (
                "local name differs",
                With(Part(part => part.LocalName = "b"u8.ToArray())),
                ArchiveRules.Header
            ),
            ("local method differs", With(Part(part => part.LocalMethod = 0)), ArchiveRules.Header),
            ("local checksum differs", With(Part(part => part.LocalCrc = 1)), ArchiveRules.Header),
            ("local length differs", With(Part(part => part.LocalLength = 1)), ArchiveRules.Header),
            (
                "local lengths missing",
                With(Part(part => part.LocalLength = 0)),
                ArchiveRules.Header
            ),
            (
                "no local header",
                With(Part(part => part.LocalSignature = 0x04034B51)),
                ArchiveRules.Layout
            ),
            (
                "descriptor disagrees",
                With(Part(part => (part.Flags, part.After) = (0x808, new byte[12]))),
                ArchiveRules.Header
            ),
            (
                "descriptor without signature",
                With(Part(part => (part.Flags, part.After) = (0x808, new byte[16]))),
                ArchiveRules.Header
            ),
            (
                "descriptor without flag",
                With(Part(part => part.After = new byte[12])),
                ArchiveRules.Layout
            ),
            ("hole", With(Part(part => part.After = new byte[5])), ArchiveRules.Layout),
            (
                "hole before the directory",
                Zip(zip => zip.BeforeDirectory = new byte[3]),
                ArchiveRules.Layout
            ),
            (
                "hole behind the directory",
                Zip(zip => zip.AfterDirectory = new byte[3]),
                ArchiveRules.Layout
            ),
            (
                "program in front",
                Zip(zip => zip.Prefix = "MZ program"u8.ToArray()),
                ArchiveRules.Kind
            ),
            (
                "zip in front",
                Zip(zip => zip.Prefix = "PK\u0003\u0004"u8.ToArray()),
                ArchiveRules.Layout
            ),
            ("data behind", Zip(zip => zip.Suffix = [0]), ArchiveRules.Trailing),
            ("zip behind", [.. good, .. good], ArchiveRules.Layout),
            ("end record in a comment", Zip(zip => zip.Comment = good[^22..]), ArchiveRules.Layout),
            ("no end record", good[..^22], ArchiveRules.Truncated),
            ("cut by one", good[..^1], ArchiveRules.Truncated),
            ("second disk", Zip(zip => zip.ChangeEnd = end => end[4] = 1), ArchiveRules.Layout),
            ("two counts", Zip(zip => zip.ChangeEnd = end => end[8] = 9), ArchiveRules.Layout),
            (
                "count too large",
                Zip(zip => zip.ChangeEnd = end => (end[8], end[10]) = (2, 2)),
                ArchiveRules.Header
            ),
            (
                "count too small",
                Zip(zip => zip.ChangeEnd = end => (end[8], end[10]) = (0, 0)),
                ArchiveRules.Layout
            ),
            ("shared data", With(Part(part => part.CentralOffset = 0)), ArchiveRules.Layout),
            ("overlap", With(Part(part => part.CentralOffset = 20)), ArchiveRules.Layout),
            (
                "offset outside",
                With(Part(part => part.CentralOffset = 0x7FFFFFFF)),
                ArchiveRules.Layout
            ),
            (
                "extra field cut",
                With(Part(part => part.Extra = [1, 0, 8, 0, 1])),
                ArchiveRules.Header
            ),
            (
                "ZIP64 length missing",
                With(Part(part => part.CentralLength = uint.MaxValue)),
                ArchiveRules.Header
            ),
            (
                "ZIP64 length of 2^63",
                With(
                    Part(part =>
                        (part.CentralLength, part.Extra) = (
                            uint.MaxValue,
                            [1, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0x80]
                        )
                    )
                ),
                ArchiveRules.UnpackedLimit
            ),
            (
                "ZIP64 end elsewhere",
                Zip(zip => (zip.Zip64, zip.ChangeZip64) = (true, wide => wide[64] ^= 1)),
                ArchiveRules.Layout
            ),
            (
                "ZIP64 end disagrees",
                Zip(zip =>
                    (zip.Zip64, zip.ChangeEnd) = (
                        true,
                        end => end[10] = end[8] = end[11] = end[9] = 0
                    )
                ),
                ArchiveRules.Layout
            ),
            (
                "two names",
                With(Part(part => part.Extra = [0x75, 0x70, 9, 0, 1, 0, 0, 0, 0, .. "evil"u8])),
                ArchiveRules.Header
            ),
            (
                "two local names",
                With(
                    Part(part => part.LocalExtra = [0x75, 0x70, 9, 0, 1, 0, 0, 0, 0, .. "evil"u8])
                ),
                ArchiveRules.Header
            ),
            (
                "folder by attribute only",
                With(Part(part => (part.MadeBy, part.Mode, part.DosAttributes) = (20, 0, 0x10))),
                ArchiveRules.Header
            ),
            ("device", With(Part(part => part.Mode = 0x21A4)), ArchiveRules.Device),
            ("pipe", With(Part(part => part.Mode = 0x11A4)), ArchiveRules.Device),
            ("setuid", With(Part(part => part.Mode = 0x89ED)), ArchiveRules.SpecialBits),
            ("folder by mode only", With(Part(part => part.Mode = 0x41ED)), ArchiveRules.Header),
            ("folder by name only", With(new ZipPart("a/", [])), ArchiveRules.Header),
            ("folder with data", With(Part(part => part.Mode = 0x41ED, "a/")), ArchiveRules.Size),
            (
                "twice",
                ZipBuilder.WithManifest().File("a", "1").File("a", "1").Build(),
                TreeRules.Duplicate
            ),
            (
                "link outside",
                With(new ZipPart("l", "../x"u8.ToArray()).With(part => part.Mode = 0xA1FF)),
                TreeRules.LinkOutside
            ),
            (
                "endless link",
                With(new ZipPart("l", new byte[5000]).With(part => part.Mode = 0xA1FF)),
                TreeRules.LinkTarget
            ),
            ("bomb", With(new ZipPart("zeros", new byte[8 << 20])), ArchiveRules.RatioLimit),
            ("nothing in it", new ZipBuilder().Build(), ArchiveRules.ManifestMissing),
        ];
        return zips.Select(zip => ($"zip {zip.Name}", zip.Bytes, zip.Rule));
    }
}
