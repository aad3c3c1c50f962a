using Portal.Packaging.Archives;
using Portal.Packaging.Contents;

namespace Portal.Packaging.Tests.Archives;

/// <summary>
/// Thousands of damaged archives: each ends in contents or findings, never in an exception, and never in more bytes
/// than the limits allow.
/// </summary>
public sealed class FuzzTests
{
    private static readonly ArchiveLimits Small = new()
    {
        UnpackedBytes = 1 << 20,
        Entries = 100,
        RatioFreeBytes = 1 << 16,
    };

    public static TheoryData<string, int> Seeds
    {
        get
        {
            var seeds = new TheoryData<string, int>();
            foreach (var kind in new[] { "tar", "tar.gz", "zip", "stored zip" })
            {
                for (var seed = 0; seed < 4; seed++)
                {
                    seeds.Add(kind, seed);
                }
            }

            return seeds;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_damaged_archive_gives_findings_and_no_more_than_the_limits_allow(
        string kind,
        int seed
    )
    {
        var good = Make(kind);
        Reading.Good(await Reading.ReadAsync(good, Small));
        var random = new Random(seed);
        var refused = 0;
        for (var i = 0; i < 1500; i++)
        {
            var sink = new MemorySink();
            var result = await Reading.ReadAsync(
                Damage(good, random, reseal: kind == "tar"),
                Small,
                sink
            );
            Assert.True(result.Contents is null != (result.Findings.Count == 0));
            Assert.InRange(sink.Written, 0, Small.UnpackedBytes);
            refused += result.Contents is null ? 1 : 0;
        }

        Assert.True(refused > 300, $"{refused} refused");
    }

    [Theory]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    [InlineData("zip")]
    public async Task An_archive_cut_anywhere_is_refused(string kind)
    {
        var good = Make(kind);
        // A tar is complete once its two zero blocks are; what was cut from the gzip or zip is always missed.
        for (var length = 0; length < good.Length; length += length < good.Length - 600 ? 7 : 1)
        {
            Assert.Null((await Reading.ReadAsync(good[..length])).Contents);
        }
    }

    [Theory]
    [InlineData("tar.gz")]
    [InlineData("zip")]
    public async Task No_single_changed_byte_changes_the_bytes_of_a_file_unseen(string kind)
    {
        var good = Make(kind);
        var files = Reading
            .Good(await Reading.ReadAsync(good))
            .Entries.Where(entry => entry.Kind is ContentKind.File)
            .Select(entry => entry.Sha256)
            .ToList();
        for (var i = 0; i < good.Length; i++)
        {
            var changed = good.ToArray();
            changed[i] ^= 0x40;
            if ((await Reading.ReadAsync(changed)).Contents is { } contents)
            {
                // Headers of a zip have no checksum: a link may become a file of the same bytes, but no bytes change.
                Assert.Empty(files.Except(contents.Entries.Select(entry => entry.Sha256)));
            }
        }
    }

    private static byte[] Make(string kind)
    {
        var noise = new byte[700];
        new Random(1).NextBytes(noise);
        var text = new byte[900];
        text.AsSpan().Fill((byte)'t');
        var tar = TarBuilder
            .WithManifest()
            .Folder("d/")
            .File("d/noise", noise)
            .Pax('x', $"path=d/{new string('n', 150)}")
            .File("text", text)
            .Link("l", "d/noise");
        var link = new ZipPart("l", "d/noise"u8.ToArray(), deflate: false).With(part =>
            part.Mode = 0xA1FF
        );
        var deflate = kind == "zip";
        return kind switch
        {
            "tar" => tar.Build(),
            "tar.gz" => Reading.Gzip(tar.Build()),
            _ => ZipBuilder
                .WithManifest()
                .Add(new ZipPart("d/noise", noise, deflate))
                .Add(new ZipPart("d/text", text, deflate))
                .Add(link)
                .Build(),
        };
    }

    private static byte[] Damage(byte[] good, Random random, bool reseal)
    {
        var bytes = good.ToArray();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes
                        .AsSpan(at, Math.Min(random.Next(1, 9), bytes.Length - at))
                        .Fill(random.Next(2) == 0 ? (byte)0xFF : (byte)0);
                    break;
                case 3:
                    var from = random.Next(bytes.Length);
                    var length = Math.Min(random.Next(600), bytes.Length - Math.Max(at, from));
                    bytes.AsSpan(from, length).ToArray().CopyTo(bytes, at);
                    break;
                case 4 when bytes.Length > 100:
                    bytes =
                    [
                        .. bytes[..at],
                        .. bytes[Math.Min(bytes.Length, at + random.Next(600))..],
                    ];
                    break;
                default:
                    bytes = [.. bytes[..at], .. bytes[random.Next(at + 1)..at], .. bytes[at..]];
                    break;
            }

            if (bytes.Length == 0)
            {
                return bytes;
            }
        }

        // Otherwise nearly every damage would end at the checksum and go no deeper.
        if (reseal && random.Next(4) > 0)
        {
            Reseal(bytes);
        }

        return bytes;
    }

    private static void Reseal(byte[] tar)
    {
        for (var at = 0; at + 512 <= tar.Length; at += 512)
        {
            if (tar.AsSpan(at + 257, 5).SequenceEqual("ustar"u8))
            {
                var sum = 8L * ' ';
                for (var i = 0; i < 512; i++)
                {
                    sum += i is >= 148 and < 156 ? 0 : tar[at + i];
                }

                TarBuilder.Put(tar, at + 148, Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ");
            }
        }
    }
}
