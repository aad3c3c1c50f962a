using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Verification;

/// <summary>
/// The proof that nothing passes silently: each byte of the metadata is changed, and the verifier names something, or
/// the byte is data, which no standard can judge.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class FlipTests
{
    /// <summary>
    /// Whatever stands there is as right as before, as long as it is made of the right characters or is a date: texts of
    /// descriptors, names, targets, times, and what applications may use. docs/iso9660.md lists them too.
    /// </summary>
    private static readonly HashSet<string> Free =
    [
        "application",
        "date",
        "date.zone",
        "ER.text",
        "NM.text",
        "record.identifier",
        "SL.text",
        "text",
        "wide.identifier",
        "wide.text",
    ];

    private static readonly byte[] Flips = [0x01, 0x20, 0x80, 0xFF];

    [Theory]
    [InlineData(IsoJoliet.Long)]
    [InlineData(IsoJoliet.None)]
    public void No_changed_byte_passes_unless_it_is_data(IsoJoliet joliet)
    {
        var image = Sample(joliet);
        var map = ImageMap.Of(image);
        var silent = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var field in map.Fields)
        {
            var isPadding = field.Length > 64;
            for (var at = field.Offset; at < field.Offset + field.Length; at++)
            {
                foreach (var flip in isPadding ? Flips.AsSpan(0, 1) : Flips)
                {
                    image[at] ^= flip;
                    var report = IsoVerifier.Inspect(new MemoryStream(image));
                    image[at] ^= flip;
                    if (report.Findings.Count + report.Remarks.Count == 0)
                    {
                        silent.Add(field.Label);
                        Assert.True(
                            Free.Contains(field.Label),
                            $"{field.Label}: byte {at - field.Offset} of {field.Length} at {at} ^ {flip:x2} passes."
                        );
                    }
                }
            }
        }

        // Nothing stands in the list that is not free in truth.
        if (joliet != IsoJoliet.None)
        {
            Assert.Equal(Free.Order(StringComparer.Ordinal), silent);
        }
    }

    /// <summary>Whatever is no field of the map is padding of the system area.</summary>
    [Fact]
    public void The_map_covers_all_metadata()
    {
        var image = Sample(IsoJoliet.Long);
        var covered = new int[image.Length];
        foreach (var field in ImageMap.Of(image).Fields)
        {
            for (var i = 0; i < field.Length; i++)
            {
                covered[field.Offset + i]++;
            }
        }

        var head = SampleImage(IsoJoliet.Long).Plan().Head.Length;
        for (var at = 16 * 2048; at < head; at++)
        {
            // Bytes of a continuation area behind its last entry belong to nobody; they are checked as slack.
            Assert.True(covered[at] == 1 || (covered[at] == 0 && image[at] == 0), $"{at}");
        }
    }

    /// <summary>Bytes behind the last continuation, which no record refers to.</summary>
    [Fact]
    public void Slack_of_continuations_is_named()
    {
        var image = Sample(IsoJoliet.Long);
        var last = ImageMap
            .Of(image)
            .Fields.Where(field => field.Label is "NM.text" or "SL.text" or "ER.text")
            .Max(field => field.Offset + field.Length);
        image[last + 1] = 1;

        Assert.Contains(
            IsoVerifier.Inspect(new MemoryStream(image)).Remarks,
            remark => remark.Rule == "iso.slack"
        );
    }

    /// <summary>One of everything, and few bytes.</summary>
    private static TestImage SampleImage(IsoJoliet joliet) =>
        new TestImage
        {
            Profile = new IsoProfile("LABEL", TestImage.Epoch)
            {
                Joliet = joliet,
                PublisherId = "PUBLISHER",
            },
        }
            .File("readme.txt", "read me")
            .File("Größe.inf", TestImage.Noise(3000))
            .File("empty")
            .File(new string('n', 60) + ".bin", "a name that needs a continuation")
            .Directory("folder/inner")
            .Symlink("link", "/../" + new string('t', 40) + "/./x");

    private static byte[] Sample(IsoJoliet joliet) => SampleImage(joliet).Write();
}
