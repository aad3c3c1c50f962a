using System.Buffers.Binary;
using System.Text;
using Portal.Iso9660.Records;
using Portal.Iso9660.Tests.Support;
using static Portal.Iso9660.Tests.Support.RawImage;

namespace Portal.Iso9660.Tests.Reading;

/// <summary>What other tools write and ours does not: the reader takes it, and the verifier says what is off.</summary>
public sealed class ForeignImageTests
{
    [Fact]
    public void Bare_names_may_be_lower_case_long_and_without_version()
    {
        var longName = new string('n', 180) + ".driver";
        var image = new RawImage()
            .Directory(
                Root,
                Root,
                Record("Mixed.Case"u8, 40, 1),
                Record("level-4 name.tar.gz;1"u8, 41, 1),
                Record(Encoding.ASCII.GetBytes(longName), 42, 1)
            )
            .Build();

        Assert.Equal(
            ["Mixed.Case", "level-4 name.tar.gz", longName],
            Paths(image, IsoNamespace.Primary)
        );
        Assert.Equal(["iso.d-characters"], Rules(image));
    }

    [Fact]
    public void A_file_and_a_directory_or_two_versions_may_look_alike()
    {
        var image = new RawImage()
            .Directory(
                Root,
                Root,
                Record("A"u8, 31, Sector.Size, FileFlags.Directory),
                Record("A.;1"u8, 40, 1),
                Record("B.TXT;2"u8, 41, 1),
                Record("B.TXT;1"u8, 42, 1)
            )
            .Directory(31, Root)
            .Build();

        Assert.Equal(["A", "A.;1", "B.TXT", "B.TXT;1"], Paths(image, IsoNamespace.Primary));
    }

    /// <summary>Found by fuzzing: the identifier that takes a taken name's place was believed unseen.</summary>
    [Theory]
    [InlineData("A;/../../etc/x")]
    [InlineData("A;\0")]
    public void An_identifier_that_takes_a_name_s_place_is_held_to_the_same_rules(string identifier)
    {
        var image = new RawImage()
            .Directory(
                Root,
                Root,
                Record("A.;1"u8, 40, 1),
                Record(Encoding.ASCII.GetBytes(identifier), 41, 1)
            )
            .Build();

        Refused("iso.read.name", image, new IsoReadOptions());
    }

    [Fact]
    public void Directory_lengths_need_not_be_multiples_and_escapes_may_be_padded_with_spaces()
    {
        var image = ForeignImages.WithOddLengths().Build();
        var reader = Open(image);

        Assert.Equal(IsoNamespace.Joliet, reader.Namespace);
        Assert.Equal("VBoxGuest.inf", Assert.Single(reader.Entries).Path);
        Assert.Equal("abc", Text(reader, reader.Entries[0]));
        Assert.Equal(["VBOXGUES.INF"], Paths(image, IsoNamespace.Primary));
        Assert.Equal(["iso.directory.length", "iso.joliet.escape"], Rules(image));
    }

    [Fact]
    public void Rock_Ridge_is_read_without_ER()
    {
        var raw = new RawImage();
        var image = raw.Directory(
                Root,
                Root,
                raw.RootUse(er: false),
                Folder,
                [Record("A.;1"u8, 40, 1, FileFlags.None, Px, Name("real name"))]
            )
            .Build();

        Assert.Equal(["real name"], Paths(image, null));
        Assert.Equal(["iso.susp.er"], Rules(image));
    }

    [Fact]
    public void Bytes_before_the_entries_are_skipped_as_SP_says()
    {
        byte[] junk = [1, 2, 3, 4, 5, 6, 7];
        var raw = new RawImage();
        var image = raw.Directory(
                Root,
                Root,
                raw.RootUse(skip: 7),
                [.. junk, .. Folder],
                [Record("A.;1"u8, 40, 1, FileFlags.None, junk, Px, Name("real name"))]
            )
            .Build();

        Assert.Equal(["real name"], Paths(image, null));
        Assert.Empty(Rules(image));
    }

    [Fact]
    public void SP_may_stand_behind_the_attributes_of_CD_ROM_XA()
    {
        var image = ForeignImages.WithExtendedArchitecture().Build();

        Assert.Equal(["real name"], Paths(image, null));
        Assert.Empty(Rules(image));
    }

    [Fact]
    public void Only_little_endian_halves_are_believed()
    {
        var image = TestImage.WithOddNames().Write();
        foreach (var field in ImageMap.Of(image).Fields)
        {
            if (field.Label is "record.location" or "record.size")
            {
                image.AsSpan(field.Offset + 4, 4).Fill(0xEE);
            }
        }

        Assert.Equal(
            TestImage.WithOddNames().WentIn.Keys,
            Open(image).Entries.Select(entry => entry.Path)
        );
        Assert.Equal(["iso.both-endian"], Rules(image));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Sections_are_joined_though_only_one_has_Rock_Ridge(bool onFirst)
    {
        var image = ForeignImages.WithSections(onFirst).Build();
        var reader = Open(image);
        var file = Assert.Single(reader.Entries);

        Assert.Equal(("large", 2051L), (file.Path, file.Length));
        Assert.Equal(new string('x', 2048) + "end", Text(reader, file));
        Assert.Contains("iso.rr.nm", Rules(image));
        Assert.Contains(
            IsoVerifier.Inspect(new MemoryStream(image)).Remarks,
            remark => remark.Rule == "iso.file.scattered"
        );
    }

    [Fact]
    public void A_moved_directory_is_read_where_it_belongs()
    {
        var image = ForeignImages.Relocated().Build();

        Assert.Equal(
            ["deep", "deep/moved", "deep/moved/file", "rr_moved"],
            Open(image).Entries.Select(entry => entry.Path)
        );
        // The path tables of this image list its root only.
        Assert.Equal(["iso.path-table.directories"], Rules(image));
    }

    [Theory]
    [InlineData(31, "CL")]
    [InlineData(33, "PL")]
    public void A_moved_directory_whose_links_disagree_is_named(uint sector, string signature)
    {
        var raw = ForeignImages.Relocated();
        var link = raw.At(sector).IndexOf(Encoding.ASCII.GetBytes(signature));
        BothEndian.Write32(raw.At(sector)[(link + 4)..], 34);

        Assert.Contains("iso.rr.relocation", Rules(raw.Build()));
    }

    [Fact]
    public void A_missing_terminator_is_forgiven()
    {
        var raw = new RawImage().Directory(Root, Root, Record("A.;1"u8, 40, 1));
        raw.At(17)[..2048].Clear();

        Assert.Equal(["A"], Paths(raw.Build(), null));
        Assert.Contains("iso.descriptor.identifier", Rules(raw.Build()));
    }

    [Fact]
    public void Entries_of_no_interest_are_passed_over()
    {
        var raw = new RawImage();
        byte[][] entries =
        [
            Entry("RR", 0x89),
            Entry("PD", 0, 0),
            Entry("AL", 1, 2, 3),
            Px,
            Name("real name"),
            Entry("ST"),
            [0xFF, 0xFF],
        ];
        var image = raw.Directory(
                Root,
                Root,
                raw.RootUse(),
                Folder,
                [Record("A.;1"u8, 40, 1, FileFlags.None, entries)]
            )
            .Build();

        Assert.Equal(["real name"], Paths(image, null));
        Assert.Empty(Rules(image));
    }

    [Fact]
    public void Long_stamps_and_names_in_Latin_1_are_read()
    {
        byte[] stamp = [.. "2001020304050600"u8, 4];
        var raw = new RawImage();
        var image = raw.Directory(
                Root,
                Root,
                raw.RootUse(),
                Folder,
                [
                    Record(
                        "A.;1"u8,
                        40,
                        1,
                        FileFlags.None,
                        Px,
                        Entry("TF", [0x82, .. stamp]),
                        Entry("NM", 0, 0xE9)
                    ),
                ]
            )
            .Build();
        var entry = Assert.Single(Open(image).Entries);

        Assert.Equal("é", entry.Path);
        Assert.Equal(new DateTimeOffset(2001, 2, 3, 3, 5, 6, default), entry.ModifiedAt);
        Assert.Empty(Rules(image));
    }

    [Fact]
    public void A_compressed_file_is_listed_and_not_opened()
    {
        var raw = new RawImage();
        var image = raw.Directory(
                Root,
                Root,
                raw.RootUse(),
                Folder,
                [
                    Record(
                        "A.;1"u8,
                        40,
                        9,
                        FileFlags.None,
                        Px,
                        Name("a"),
                        Entry("ZF", [.. "pz"u8, 4, 15, .. new byte[8]])
                    ),
                ]
            )
            .Build();
        var reader = Open(image);

        Assert.True(reader.Entries[0].IsCompressed);
        Assert.Equal(
            "iso.read.compressed",
            Assert.Throws<IsoFormatException>(() => reader.OpenFile(reader.Entries[0])).Rule
        );
    }

    [Theory]
    [InlineData(40, 3000, 41, 10)]
    [InlineData(40, 4096, 40, 4095)]
    [InlineData(40, 10, 22, 10)]
    public void Files_that_share_a_part_are_refused_unless_allowed(
        uint first,
        uint firstLength,
        uint second,
        uint secondLength
    )
    {
        var image = new RawImage()
            .Directory(
                Root,
                Root,
                Record("A.;1"u8, first, firstLength),
                Record("B.;1"u8, second, secondLength)
            )
            .Build();

        Refused("iso.read.overlap", image, new IsoReadOptions());
        Assert.Equal(2, Open(image, new IsoReadOptions { AllowOverlaps = true }).Entries.Count);
    }

    [Fact]
    public void Shared_bytes_count_each_time()
    {
        var image = new RawImage()
            .Directory(
                Root,
                Root,
                Record("A.;1"u8, 40, 100),
                Record("B.;1"u8, 40, 100),
                Record("C.;1"u8, 40, 100)
            )
            .Build();

        Refused("iso.read.content", image, new IsoReadOptions { MaxContentBytes = 299 });
        Assert.Equal(3, Open(image, new IsoReadOptions { MaxContentBytes = 300 }).Entries.Count);
    }

    [Fact]
    public void An_interleaved_file_is_refused()
    {
        var record = Record("A.;1"u8, 40, 100);
        record[26] = 1;

        var image = new RawImage().Directory(Root, Root, record).Build();

        Refused("iso.read.interleaved", image, new IsoReadOptions());
    }

    [Fact]
    public void Data_begin_behind_an_extended_attribute_record()
    {
        var record = Record("A.;1"u8, 40, 3);
        record[1] = 1;
        var raw = new RawImage().Directory(Root, Root, record).Content(41, "abc"u8);
        raw.At(40)[180] = 1;
        var reader = Open(raw.Build());

        Assert.Equal("abc", Text(reader, reader.Entries[0]));
        Assert.Empty(Rules(raw.Build()));
    }

    private static IsoReader Open(byte[] image, IsoReadOptions? options = null) =>
        IsoReader.Open(new MemoryStream(image), options);

    private static IEnumerable<string> Paths(byte[] image, IsoNamespace? names) =>
        Open(image, new IsoReadOptions { Namespace = names }).Entries.Select(entry => entry.Path);

    private static string[] Rules(byte[] image) =>
        [.. IsoVerifier.Verify(new MemoryStream(image)).Select(f => f.Rule).Distinct().Order()];

    private static string Text(IsoReader reader, IsoEntry entry)
    {
        using var text = new StreamReader(reader.OpenFile(entry));
        return text.ReadToEnd();
    }

    private static void Refused(string rule, byte[] image, IsoReadOptions options) =>
        Assert.Equal(rule, Assert.Throws<IsoFormatException>(() => Open(image, options)).Rule);
}
