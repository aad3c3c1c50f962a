using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Portal.Iso9660.Records;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Planning;

/// <summary>Sizes at which something changes: each image is read back and verified.</summary>
public sealed class BoundaryTests
{
    private const long FourGiB = 1L << 32;

    [Theory]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(102)]
    [InlineData(103)]
    public void A_name_that_fits_is_the_same_in_Joliet(int length)
    {
        var name = new string('n', length - 4) + ".inf";
        var image = new TestImage().File(name, "x");

        Assert.Empty(image.Plan().Remarks);
        Assert.Equal(name, Assert.Single(Read(image.Write(), IsoNamespace.Joliet).Entries).Path);
    }

    [Theory]
    [InlineData(104)]
    [InlineData(110)]
    [InlineData(253)]
    public void A_longer_name_is_cut_in_Joliet_and_whole_in_Rock_Ridge(int length)
    {
        var name = new string('n', length - 4) + ".inf";
        var image = new TestImage().File(name, "x");
        var bytes = image.Write();

        Assert.Equal("iso.joliet.renamed", Assert.Single(image.Plan().Remarks).Rule);
        Assert.Equal(
            new string('n', 99) + ".inf",
            Assert.Single(Read(bytes, IsoNamespace.Joliet).Entries).Path
        );
        Assert.Equal(name, Assert.Single(Read(bytes, IsoNamespace.RockRidge).Entries).Path);
        Assert.Empty(Verify(bytes));
    }

    [Theory]
    [InlineData(64, false)]
    [InlineData(65, true)]
    [InlineData(103, true)]
    public void The_standard_form_of_Joliet_cuts_at_64(int length, bool isCut)
    {
        var name = new string('n', length - 4) + ".inf";
        var image = new TestImage().File(name, "x");
        image.Profile = image.Profile with { Joliet = IsoJoliet.Standard };
        var bytes = image.Write();

        Assert.Equal(isCut ? ["iso.joliet.renamed"] : [], image.Plan().Remarks.Select(r => r.Rule));
        Assert.Equal(
            new string('n', 60) + ".inf",
            Assert.Single(Read(bytes, IsoNamespace.Joliet).Entries).Path
        );
        var report = IsoVerifier.Inspect(new MemoryStream(bytes));
        Assert.Empty(report.Findings);
        Assert.Empty(report.Remarks);
    }

    [Fact]
    public void An_image_can_do_without_Joliet()
    {
        var image = TestImage.WithOddNames();
        image.Profile = image.Profile with { Joliet = IsoJoliet.None };
        var bytes = image.Write();

        Assert.Empty(image.Plan().Remarks);
        Assert.Empty(Verify(bytes));
        Assert.Equal(
            image.WentIn.Keys,
            Read(bytes, IsoNamespace.RockRidge).Entries.Select(entry => entry.Path)
        );
        Assert.Equal(
            "iso.read.namespace",
            Assert.Throws<IsoFormatException>(() => Read(bytes, IsoNamespace.Joliet)).Rule
        );
    }

    [Fact]
    public void Records_of_every_length_come_back()
    {
        var image = new TestImage();
        for (var length = 1; length <= 253; length++)
        {
            image.File($"{length}/" + new string('n', length), "x");
            image.Symlink($"s{length}/" + new string('l', length), new string('t', length));
        }

        var bytes = image.Write();
        var entries = Read(bytes, IsoNamespace.RockRidge).Entries;

        Assert.Empty(Verify(bytes));
        Assert.Equal(4 * 253, entries.Count);
        Assert.All(
            entries.Where(entry => entry.Kind == IsoEntryKind.Symlink),
            entry =>
                Assert.Equal(entry.Path[1..entry.Path.IndexOf('/')], $"{entry.LinkTarget!.Length}")
        );
    }

    [Theory]
    [InlineData("0123456789ab", 2048)]
    [InlineData("0123456789abc", 2048)]
    [InlineData("0123456789abcd", 4096)]
    public void A_directory_of_exactly_one_sector_has_no_second(string last, int length)
    {
        // Joliet, without Rock Ridge, has simple lengths: 34 for "." and "..", 33 + 2n made even for others.
        // 2 * 34 + 48 * 40 = 1988, and 13 characters are the 60 bytes that are left.
        var image = new TestImage().File(last, "x");
        for (var i = 0; i < 48; i++)
        {
            image.File($"f{i:00}", "x");
        }

        var bytes = image.Write();

        Assert.Equal(
            (uint)length,
            BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan((17 * 2048) + 156 + 10))
        );
        Assert.Equal(49, Read(bytes, IsoNamespace.Joliet).Entries.Count);
        Assert.Empty(Verify(bytes));
    }

    [Fact]
    public void Continuations_never_leave_their_sector_however_they_fall()
    {
        // Each name of 200 bytes needs 205 in the continuation area, after the 237 of ER; shifted by one a time.
        for (var shift = 0; shift < 60; shift++)
        {
            var image = new TestImage().File(new string('a', 180 + shift), "x");
            for (var i = 0; i < 12; i++)
            {
                image.File($"{i:00}" + new string('n', 198), "x");
            }

            image.Symlink("link", string.Join('/', Enumerable.Repeat("component", 200)));
            var bytes = image.Write();

            Assert.Empty(Verify(bytes));
            Assert.Equal(14, Read(bytes, IsoNamespace.RockRidge).Entries.Count);
        }
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(610)]
    [InlineData(4095)]
    public void A_long_target_comes_back(int length)
    {
        var target = string.Concat(Enumerable.Repeat("../abcdefg/", 400))[..(length - 1)]
            .TrimEnd('/');
        target += new string('z', length - target.Length);

        var bytes = new TestImage().Symlink("link", target).Write();

        Assert.Equal(target, Assert.Single(Read(bytes, IsoNamespace.RockRidge).Entries).LinkTarget);
        Assert.Empty(Verify(bytes));
    }

    [Fact]
    public void Targets_of_every_shape_come_back()
    {
        var image = new TestImage();
        var targets = new List<string>
        {
            "/",
            ".",
            "..",
            "/..",
            "/" + new string('x', 255),
            new('y', 255),
        };
        for (var i = 100; i < 130; i++)
        {
            targets.Add(string.Join('/', Enumerable.Repeat("..", i)));
            targets.Add(string.Join('/', Enumerable.Repeat(".", i)) + "/x");
            targets.Add(string.Join('/', Enumerable.Repeat("..", i)) + "/" + new string('x', 255));
            targets.Add(new string('a', i) + "/" + new string('b', 248 - i) + "/../c");
        }

        for (var i = 0; i < targets.Count; i++)
        {
            image.Symlink($"{i:000}", targets[i]);
        }

        var bytes = image.Write();

        Assert.Equal(
            targets,
            Read(bytes, IsoNamespace.RockRidge).Entries.Select(entry => entry.LinkTarget)
        );
        Assert.Empty(Verify(bytes));
    }

    [Theory]
    [InlineData(FourGiB - 2049, new[] { 0xFFFFF7FFu })]
    [InlineData(FourGiB - 2048, new[] { 0xFFFFF800u })]
    [InlineData(FourGiB - 1, new[] { 0xFFFFF800u, 2047u })]
    [InlineData(FourGiB, new[] { 0xFFFFF800u, 2048u })]
    [InlineData(FourGiB + 1, new[] { 0xFFFFF800u, 2049u })]
    [InlineData(3 * FourGiB, new[] { 0xFFFFF800u, 0xFFFFF800u, 0xFFFFF800u, 6144u })]
    public void A_large_file_is_recorded_in_contiguous_sections(long length, uint[] sections)
    {
        var tree = new IsoTreeBuilder().AddFile("large", length, "id").Build();
        var layout = IsoLayout.Plan(tree, new IsoProfile("V", 0));
        var extent = Assert.Single(layout.Extents);

        Assert.Equal("iso.file.large", Assert.Single(layout.Remarks).Rule);
        Assert.Equal(length, extent.Length);
        Assert.Equal(extent.Offset + Sector.RoundUp(length) + layout.Tail.Length, layout.Length);

        // The plan is enough to read the tree from: contents are a hole.
        using var image = new SparseImage(layout);
        var entry = Assert.Single(IsoReader.Open(image).Entries);
        Assert.Equal(length, entry.Length);
        Assert.Equal(sections, entry.Extents.Select(section => (uint)section.Length));
        Assert.Equal(extent.Offset, entry.Extents[0].Offset);
        Assert.All(
            entry.Extents.Zip(entry.Extents.Skip(1)),
            pair => Assert.Equal(pair.First.Offset + pair.First.Length, pair.Second.Offset)
        );
        Assert.Empty(IsoVerifier.Verify(image));
    }

    [Fact]
    public void An_image_of_more_sectors_than_32_bits_count_is_refused()
    {
        var tree = new IsoTreeBuilder().AddFile("huge", 2048L * uint.MaxValue, "id").Build();

        Assert.Equal(
            "iso.size",
            Assert.Throws<IsoException>(() => IsoLayout.Plan(tree, new IsoProfile("V", 0))).Rule
        );
    }

    [Fact]
    public void As_many_directories_as_a_path_table_numbers_are_taken_and_one_more_refused()
    {
        // With the root and 256 parents: 65,535.
        const int leaves = 65_534 - 256;
        var tree = new IsoTreeBuilder();
        for (var i = 0; i < leaves; i++)
        {
            tree.AddDirectory($"{i % 256:x2}/{i:x4}");
        }

        var head = IsoLayout.Plan(tree.Build(), new IsoProfile("V", 0)).Head.Span;
        Assert.Equal(
            10u + (256 * 10) + (leaves * 12),
            BinaryPrimitives.ReadUInt32LittleEndian(head[((16 * 2048) + 132)..])
        );

        tree.AddDirectory("ff/one more");
        var exception = Assert.Throws<IsoException>(() =>
            IsoLayout.Plan(tree.Build(), new IsoProfile("V", 0))
        );
        Assert.Equal(("iso.directories.too-many", "ff/one more"), (exception.Rule, exception.Path));
    }

    [Fact]
    [Trait("Speed", "Slow")]
    public void One_directory_more_than_a_path_table_numbers_is_found()
    {
        const int leaves = 65_534 - 256;
        var tree = new IsoTreeBuilder();
        for (var i = 0; i < leaves; i++)
        {
            tree.AddDirectory($"{i % 256:x2}/{i:x4}");
        }

        var layout = IsoLayout.Plan(
            tree.Build(),
            new IsoProfile("V", 0) { Joliet = IsoJoliet.None }
        );
        using var image = new SparseImage(layout);
        Assert.Empty(IsoVerifier.Verify(image));

        // The root's "." is followed by one directory more, which lies in the padding and is empty.
        var head = MemoryMarshal.AsMemory(layout.Head).Span;
        var last = head[^4096..^2048]; // the very last sector is ER's
        var more = DirectoryRecord.Write(
            last[(last[0] + last[last[0]])..],
            "MORE"u8,
            new Section((uint)(layout.Length / 2048) - 2, 2048, FileFlags.Directory),
            0,
            []
        );

        Assert.True(more > 0);
        Assert.Contains(IsoVerifier.Verify(image), f => f.Rule == "iso.directory.too-many");
    }

    [Theory]
    [InlineData(30, false)]
    [InlineData(31, false)]
    [InlineData(32, true)]
    public void A_chain_of_continuations_ends_in_time(int hops, bool isRefused)
    {
        var raw = new RawImage();
        var image = raw.Directory(
                RawImage.Root,
                RawImage.Root,
                raw.RootUse(),
                RawImage.Folder,
                [
                    RawImage.Record(
                        "A.;1"u8,
                        40,
                        1,
                        FileFlags.None,
                        RawImage.Px,
                        RawImage.Name("a"),
                        RockRidge.Ce(31, 0, 28)
                    ),
                ]
            )
            .Build();
        for (var hop = 1; hop < hops; hop++)
        {
            RockRidge.Ce(31, 28 * hop, 28).CopyTo(image, (31 * 2048) + (28 * (hop - 1)));
        }

        RawImage.Entry("PD", new byte[24]).CopyTo(image, (31 * 2048) + (28 * (hops - 1)));

        Assert.Equal(
            isRefused ? ["iso.susp.ce"] : [],
            Verify(image).Select(finding => finding.Rule)
        );
        Assert.Equal("a", Assert.Single(Read(image, IsoNamespace.RockRidge).Entries).Path);
    }

    [Fact]
    public void A_name_of_254_bytes_is_found()
    {
        var raw = new RawImage();
        var name = new string('n', 254);
        byte[] entries =
        [
            .. RawImage.Entry("NM", [1, .. Enumerable.Repeat((byte)'n', 250)]),
            .. RawImage.Entry("NM", [0, .. "nnnn"u8]),
        ];
        entries.CopyTo(raw.At(31));
        var image = raw.Directory(
                RawImage.Root,
                RawImage.Root,
                raw.RootUse(),
                RawImage.Folder,
                [
                    RawImage.Record(
                        "A.;1"u8,
                        40,
                        1,
                        FileFlags.None,
                        RawImage.Px,
                        RockRidge.Ce(31, 0, entries.Length)
                    ),
                ]
            )
            .Build();

        Assert.Equal(["iso.rr.nm"], Verify(image).Select(finding => finding.Rule));
        Assert.Equal(name, Assert.Single(Read(image, IsoNamespace.RockRidge).Entries).Path);
    }

    [Fact]
    public void An_empty_tree_is_an_image()
    {
        var bytes = new TestImage().Write();
        Assert.Equal("iso.root.empty", Assert.Single(new TestImage().Plan().Remarks).Rule);

        Assert.Empty(Read(bytes, IsoNamespace.RockRidge).Entries);
        Assert.Empty(Read(bytes, IsoNamespace.Joliet).Entries);
        Assert.Empty(Verify(bytes));
    }

    [Fact]
    public void The_last_second_comes_back()
    {
        var image = new TestImage { Profile = new IsoProfile("V", IsoProfile.MaxEpoch) }.File(
            "a",
            "x"
        );
        var entry = Assert.Single(Read(image.Write(), IsoNamespace.RockRidge).Entries);

        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(int.MaxValue), entry.ModifiedAt);
    }

    [Fact]
    public void Deep_directories_are_remarked()
    {
        var image = new TestImage().File("1/2/3/4/5/6/7/8/9/10/11/12/file", "x");

        Assert.Equal(
            ("iso.depth.deep", "1/2/3/4/5/6/7/8"),
            image.Plan().Remarks.Select(remark => (remark.Rule, remark.Path)).Single()
        );
        Assert.Empty(Verify(image.Write()));
    }

    [Theory]
    [InlineData("a//b", "a/b")]
    [InlineData("a/", "a")]
    [InlineData("//a", "/a")]
    [InlineData("//", "/")]
    [InlineData("/", "/")]
    [InlineData("../../", "../..")]
    public void Slashes_that_a_target_does_not_need_are_left_out(string target, string written)
    {
        var image = new TestImage().Symlink("link", target);
        var bytes = image.Write();

        Assert.Equal(
            written,
            Assert.Single(Read(bytes, IsoNamespace.RockRidge).Entries).LinkTarget
        );
        Assert.Equal(
            target != written,
            image.Plan().Remarks.Any(remark => remark.Rule == "iso.symlink.slashes")
        );
        Assert.Empty(Verify(bytes));
    }

    [Theory]
    [InlineData(1023)]
    [InlineData(1024)]
    public void A_target_that_xorriso_cannot_read_is_remarked_in_plan_and_image(int length)
    {
        // The components are of every kind, so that what they add up to is the whole target.
        var target = "/../x/./" + string.Concat(Enumerable.Repeat(new string('c', 99) + "/", 20));
        var image = new TestImage().Symlink("link", target[..(length - 1)] + "z");

        var planned = image.Plan().Remarks.Any(remark => remark.Rule == "iso.symlink.long");
        var read = IsoVerifier.Inspect(new MemoryStream(image.Write()));

        Assert.Equal(length > 1023, planned);
        Assert.Equal(planned, read.Remarks.Any(remark => remark.Rule == "iso.symlink.long"));
        Assert.Empty(read.Findings);
    }

    [Fact]
    public void The_tail_is_150_sectors_of_zeros()
    {
        var layout = new TestImage().File("a", "x").Plan();

        Assert.Equal(150 * 2048, layout.Tail.Length);
        Assert.False(layout.Tail.Span.ContainsAnyExcept((byte)0));
    }

    private static IsoReader Read(byte[] image, IsoNamespace names) =>
        IsoReader.Open(new MemoryStream(image), new IsoReadOptions { Namespace = names });

    private static IReadOnlyList<IsoFinding> Verify(byte[] image) =>
        IsoVerifier.Verify(new MemoryStream(image));
}
