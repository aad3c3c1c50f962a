using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Oracles;

/// <summary>
/// We read what other tools write, by every kind of name, and the verifier finds in it what is truly off and nothing else.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class ForeignImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Tool and tree; the namespaces; and the rules that are found broken:
    /// <list type="bullet">
    /// <item><c>iso.directory.dots</c>: in the Joliet tree of xorriso 1.5.4 ".." leads to the directory itself.</item>
    /// <item><c>iso.rr.px</c>: genisoimage gives RR_MOVED and what it moved there the mode 0.</item>
    /// <item><c>iso.d-characters</c>: genisoimage names what stands for a moved directory like a directory, though it
    /// is recorded as a file; and by <c>-iso-level 4</c> it writes any name into the primary tree, which only
    /// ISO 9660:1999 allows, in a descriptor of its own.</item>
    /// </list>
    /// </summary>
    public static TheoryData<string, string, string, string> Images =>
        new()
        {
            {
                "xorriso -as mkisofs -quiet -R -J",
                "tame-1",
                "RockRidge Joliet Primary",
                "iso.directory.dots"
            },
            {
                "xorriso -as mkisofs -quiet -R -J",
                "deep",
                "RockRidge Joliet Primary",
                "iso.directory.dots"
            },
            {
                "xorriso -as mkisofs -quiet -R -J -joliet-long -iso-level 3",
                "many",
                "RockRidge Joliet Primary",
                "iso.directory.dots"
            },
            { "xorriso -as mkisofs -quiet -R -iso-level 4", "tame-2", "RockRidge Primary", "" },
            { "xorriso -as mkisofs -quiet -iso-level 3", "tame-3", "Primary", "" },
            { "genisoimage -quiet -r", "tame-4", "RockRidge Primary", "" },
            { "genisoimage -quiet -r -J", "tame-5", "RockRidge Joliet Primary", "" },
            {
                "genisoimage -quiet -r -J -joliet-long -iso-level 3",
                "many",
                "RockRidge Joliet Primary",
                ""
            },
            {
                "genisoimage -quiet -r -iso-level 4",
                "tame-6",
                "RockRidge Primary",
                "iso.d-characters"
            },
            { "genisoimage -quiet -J -joliet-long -D", "deep", "Joliet Primary", "" },
            { "genisoimage -quiet -iso-level 3 -D", "many", "Primary", "" },
            {
                "genisoimage -quiet -r -J",
                "deep",
                "RockRidge Joliet",
                "iso.d-characters iso.rr.px"
            },
        };

    [Theory]
    [MemberData(nameof(Images))]
    public async Task What_others_write_is_read_and_judged(
        string command,
        string tree,
        string namespaces,
        string rules
    )
    {
        var wentIn = OracleTrees.Make(tree).WentIn;
        var path = await WriteAsync(command, wentIn);
        await using var stream = File.OpenRead(path);

        foreach (var names in namespaces.Split(' ').Select(Enum.Parse<IsoNamespace>))
        {
            var reader = IsoReader.Open(stream, new IsoReadOptions { Namespace = names });
            var seen = OracleTrees.ReadFrom(reader);
            switch (names)
            {
                case IsoNamespace.RockRidge:
                    Compare.Same(wentIn, Without(seen, "rr_moved"));
                    break;
                case IsoNamespace.Joliet:
                    Compare.Same(WithoutLinks(wentIn), WithoutLinks(wentIn, seen));
                    break;
                default:
                    // Names are mangled, contents are not. Links are empty files there, if they are there at all.
                    Assert.Equal(Contents(wentIn), Contents(seen));
                    break;
            }
        }

        var report = IsoVerifier.Inspect(stream);
        Assert.True(report.IsComplete);
        Assert.Equal(
            rules.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            report.Findings.Select(finding => finding.Rule).Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_file_of_more_than_4_GiB_by_xorriso_is_read()
    {
        const long length = (4L << 30) + 5000;
        var source = Directory.CreateDirectory(_folder["source"]).FullName;
        await using (var file = File.Create(Path.Combine(source, "large.bin")))
        {
            file.SetLength(length);
            foreach (var block in MountedEntry.Samples(length))
            {
                file.Position = block * MountedEntry.Block;
                await file.WriteAsync(
                    TestImage.Noise((int)Math.Min(MountedEntry.Block, length - file.Position), 7)
                );
            }
        }

        var path = _folder["foreign.iso"];
        // Through dd, which leaves the zeros out: 4 GiB are not written to the disk.
        await Tool.RunAsync(
            TimeSpan.FromMinutes(4),
            "sh",
            "-c",
            "xorriso -as mkisofs -quiet -iso-level 3 -R -J \"$1\" | dd bs=1M conv=sparse iflag=fullblock of=\"$2\" 2>/dev/null",
            "sh",
            source,
            path
        );
        await using var stream = File.OpenRead(path);

        foreach (var names in Enum.GetValues<IsoNamespace>())
        {
            var reader = IsoReader.Open(stream, new IsoReadOptions { Namespace = names });
            var entry = Assert.Single(reader.Entries);
            Assert.Equal(length, entry.Length);
            Assert.True(entry.Extents.Count > 1);
            await using var content = reader.OpenFile(entry);
            foreach (var block in MountedEntry.Samples(length))
            {
                content.Position = block * MountedEntry.Block;
                var expected = TestImage.Noise(
                    (int)Math.Min(MountedEntry.Block, length - content.Position),
                    7
                );
                var bytes = new byte[expected.Length];
                await content.ReadExactlyAsync(bytes);
                Assert.Equal(expected, bytes);
            }
        }

        Assert.Empty(IsoVerifier.Verify(stream));
    }

    [Theory]
    [InlineData("xorriso -as mkisofs -quiet -R -J -V LABEL", "XORRISO")]
    [InlineData("genisoimage -quiet -r -J -V LABEL", "GENISOIMAGE")]
    public async Task Descriptors_tell_label_and_maker(string command, string maker)
    {
        var path = await WriteAsync(command, OracleTrees.Make("tame-1").WentIn);
        await using var stream = File.OpenRead(path);

        var descriptors = IsoDescriptors.Read(stream);

        Assert.Equal(
            [IsoDescriptorKind.Primary, IsoDescriptorKind.Joliet],
            descriptors.Select(descriptor => descriptor.Kind)
        );
        Assert.All(
            descriptors,
            descriptor =>
            {
                Assert.Equal("LABEL", descriptor.VolumeId);
                Assert.InRange(descriptor.Sectors * 2048, 1, stream.Length);
                Assert.NotNull(descriptor.CreatedAt);
            }
        );
        Assert.Contains(
            maker,
            descriptors[0].PreparerId + descriptors[0].ApplicationId,
            StringComparison.Ordinal
        );
    }

    private async Task<string> WriteAsync(
        string command,
        IReadOnlyDictionary<string, string> wentIn
    )
    {
        var source = _folder["source"];
        OracleTrees.WriteTo(source, wentIn);
        var path = _folder["foreign.iso"];
        var words = command.Split(' ');
        await Tool.RunAsync(words[0], [.. words[1..], "-o", path, source]);
        return path;
    }

    /// <summary>Without the directory to which others were moved for their depth.</summary>
    private static SortedDictionary<string, string> Without(
        SortedDictionary<string, string> seen,
        string name
    ) => new(seen.Where(entry => entry.Key != name).ToDictionary(), StringComparer.Ordinal);

    private static SortedDictionary<string, string> WithoutLinks(
        IReadOnlyDictionary<string, string> wentIn
    ) =>
        new(
            wentIn
                .Where(entry => !entry.Value.StartsWith("link ", StringComparison.Ordinal))
                .ToDictionary(),
            StringComparer.Ordinal
        );

    /// <summary>genisoimage shows links as empty files, xorriso leaves them out.</summary>
    private static SortedDictionary<string, string> WithoutLinks(
        IReadOnlyDictionary<string, string> wentIn,
        IDictionary<string, string> seen
    ) =>
        new(
            seen.Where(entry =>
                    !wentIn
                        .GetValueOrDefault(entry.Key, "")
                        .StartsWith("link ", StringComparison.Ordinal)
                )
                .ToDictionary(),
            StringComparer.Ordinal
        );

    private static IEnumerable<string> Contents(
        IEnumerable<KeyValuePair<string, string>> entries
    ) =>
        entries
            .Select(entry => entry.Value)
            .Where(value =>
                value != "file " && !value.StartsWith("link ", StringComparison.Ordinal)
            )
            .Order(StringComparer.Ordinal);
}
