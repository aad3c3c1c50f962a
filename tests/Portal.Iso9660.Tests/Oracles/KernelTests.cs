using System.Globalization;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Oracles;

/// <summary>Images mounted by a real Linux kernel: every name, mode, time, link and byte is what our reader says.</summary>
[Trait("Speed", "Slow")]
public sealed class KernelTests(KernelView kernel) : IClassFixture<KernelView>
{
    /// <summary>Without Rock Ridge every file may be run.</summary>
    private const uint FileMode = 0x8000 | 0b101_101_101;
    private const uint FolderMode = 0x4000 | 0b101_101_101;

    /// <summary>Names of one folder that differ by case: opening any of them gives the same one.</summary>
    private static readonly string[] Confused =
    [
        "Case.txt",
        "case.txt",
        "UPPER.TXT",
        "Upper.txt",
        "upper.txt",
    ];

    [Theory]
    [InlineData("ours", IsoNamespace.RockRidge)]
    [InlineData("ours", IsoNamespace.Joliet)]
    [InlineData("ours", IsoNamespace.Primary)]
    [InlineData("large", IsoNamespace.RockRidge)]
    [InlineData("large", IsoNamespace.Joliet)]
    [InlineData("foreign", IsoNamespace.RockRidge)]
    [InlineData("foreign", IsoNamespace.Joliet)]
    [InlineData("foreign", IsoNamespace.Primary)]
    public void A_mounted_image_shows_what_the_reader_reads(string disc, IsoNamespace names)
    {
        using var stream = File.OpenRead(kernel.PathOf(disc));
        var reader = IsoReader.Open(stream, new IsoReadOptions { Namespace = names });
        var expected = new SortedDictionary<string, MountedEntry>(StringComparer.Ordinal);
        foreach (var entry in reader.Entries)
        {
            expected.Add(Shown(entry.Path, names), Expected(reader, entry));
        }

        Assert.Equal(expected.Keys, kernel[disc, names].Keys);
        var confused = disc == "foreign" && names == IsoNamespace.Joliet ? Confused : [];
        Assert.All(
            kernel[disc, names].Where(entry => !confused.Contains(entry.Key)),
            entry => Assert.Equal((entry.Key, expected[entry.Key]), (entry.Key, entry.Value))
        );
    }

    [Fact]
    public void Linux_confuses_names_that_differ_by_case_in_the_Joliet_of_others_and_not_in_ours()
    {
        var foreign = kernel["foreign", IsoNamespace.Joliet];
        var ours = kernel["ours", IsoNamespace.Joliet];

        Assert.Equal(foreign["UPPER.TXT"].Content, foreign["upper.txt"].Content);
        Assert.Equal(foreign["UPPER.TXT"].Content, foreign["Upper.txt"].Content);
        Assert.Equal(
            5,
            ours.Where(entry =>
                    entry.Key.StartsWith("upper", StringComparison.OrdinalIgnoreCase)
                    || entry.Key.StartsWith("case", StringComparison.OrdinalIgnoreCase)
                )
                .Select(entry => entry.Value.Content)
                .Distinct()
                .Count()
        );
    }

    [Fact]
    public void With_Rock_Ridge_it_is_the_tree_that_went_in()
    {
        var wentIn = KernelTree.Build().WentIn;
        var seen = kernel["ours", IsoNamespace.RockRidge];

        Assert.Equal(wentIn.Keys, seen.Keys);
        Assert.All(
            seen,
            entry =>
                Assert.Equal(
                    wentIn[entry.Key] switch
                    {
                        TestImage.OfDirectory => "",
                        var link when link.StartsWith("link ", StringComparison.Ordinal) => link[
                            "link ".Length..
                        ],
                        var file => Convert.ToHexStringLower(
                            System.Security.Cryptography.SHA256.HashData(
                                Convert.FromHexString(file["file ".Length..])
                            )
                        ),
                    },
                    entry.Value.Content
                )
        );
    }

    [Fact]
    public void A_file_of_more_than_4_GiB_has_all_its_bytes()
    {
        Assert.Equal(
            KernelView.LargeLength,
            kernel["large", IsoNamespace.RockRidge]["large.bin"].Size
        );
        Assert.Equal(
            KernelView.LargeLength,
            kernel["large", IsoNamespace.Joliet]["large.bin"].Size
        );
    }

    private static MountedEntry Expected(IsoReader reader, IsoEntry entry) =>
        new(
            entry.Mode ?? (entry.Kind == IsoEntryKind.Directory ? FolderMode : FileMode),
            entry.Length,
            entry.ModifiedAt!.Value.ToUnixTimeSeconds(),
            entry.Kind switch
            {
                IsoEntryKind.File => KernelTree.HashOf(reader, entry),
                IsoEntryKind.Symlink => entry.LinkTarget!,
                _ => "",
            }
        );

    /// <summary>
    /// As Linux changes names: without Rock Ridge and Joliet to lower case (map=normal), and in Joliet without dots at
    /// their ends.
    /// </summary>
    private static string Shown(string path, IsoNamespace names) =>
        names switch
        {
            IsoNamespace.Primary => path.ToLower(CultureInfo.InvariantCulture),
            IsoNamespace.Joliet => string.Join(
                '/',
                path.Split('/').Select(name => name.Length > 1 ? name.TrimEnd('.') : name)
            ),
            _ => path,
        };
}
