using Portal.Packaging.Archives;
using Portal.Packaging.Contents;

namespace Portal.Packaging.Tests.Archives;

internal static partial class HostileArchives
{
    private static IEnumerable<(string Name, byte[] Bytes, ContentRule Rule)> Gzips()
    {
        var noise = new byte[20_000];
        new Random(7).NextBytes(noise);
        var tar = TarBuilder.WithManifest().File("noise", noise).Build();
        var good = Reading.Gzip(tar);
        static byte[] Changed(byte[] bytes, int at) =>
            [.. bytes[..at], (byte)(bytes[at] ^ 0x55), .. bytes[(at + 1)..]];
        byte[] bomb = Reading.Gzip(
            TarBuilder.WithManifest().File("zeros", new byte[8 << 20]).Build()
        );
        (string Name, byte[] Bytes, ContentRule Rule)[] gzips =
        [
            ("header only", good[..10], ArchiveRules.Truncated),
            ("cut header", good[..5], ArchiveRules.Truncated),
            ("cut data", good[..^500], ArchiveRules.Truncated),
            ("cut by one", good[..^1], ArchiveRules.Truncated),
            ("cut checksum", good[..^8], ArchiveRules.Truncated),
            ("wrong checksum", Changed(good, good.Length - 8), ArchiveRules.Checksum),
            ("wrong length", Changed(good, good.Length - 4), ArchiveRules.Size),
            ("second member", [.. good, .. good], ArchiveRules.Trailing),
            (
                "short second member",
                [.. good, .. good[..10], 3, 0, .. new byte[8]],
                ArchiveRules.Trailing
            ),
            ("garbage", [.. good, 0, 0, 1], ArchiveRules.Trailing),
            ("far garbage", [.. good, .. new byte[9000], 1], ArchiveRules.Trailing),
            ("reserved flag", [.. good[..3], 0x80, .. good[4..]], ArchiveRules.Header),
            ("other method", [.. good[..2], 7, .. good[3..]], ArchiveRules.Header),
            (
                "endless name",
                [.. good[..3], 8, .. good[4..10], .. Enumerable.Repeat((byte)'a', 9000)],
                ArchiveRules.Header
            ),
            (
                "header checksum",
                [.. good[..3], 2, .. good[4..10], 1, 1, .. good[10..]],
                ArchiveRules.Checksum
            ),
            (
                "damaged data",
                [.. good[..10], .. Enumerable.Repeat((byte)0xFF, 100), .. good[110..]],
                ArchiveRules.Compressed
            ),
            ("no tar inside", Reading.Gzip("hello"u8.ToArray()), ArchiveRules.Truncated),
            (
                "a zip inside",
                Reading.Gzip(
                    new byte[100]
                        .Concat(noise)
                        .ToArray()
                ),
                ArchiveRules.Trailing
            ),
            ("bomb", bomb, ArchiveRules.RatioLimit),
        ];
        return gzips.Select(gzip => ($"gzip {gzip.Name}", gzip.Bytes, gzip.Rule));
    }
}
