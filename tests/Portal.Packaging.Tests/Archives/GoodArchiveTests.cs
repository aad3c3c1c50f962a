using System.Text;
using Portal.Packaging.Archives;
using Portal.Packaging.Contents;

namespace Portal.Packaging.Tests.Archives;

/// <summary>Corners of the formats that are right.</summary>
public sealed class GoodArchiveTests
{
    private static readonly byte[] Text = "some text, some text, some text"u8.ToArray();

    [Fact]
    public async Task A_top_folder_is_stripped()
    {
        var tar = new TarBuilder()
            .Folder("./")
            .Folder("./x-1.0/")
            .File("./x-1.0/component.yaml", "c")
            .File("x-1.0/a/b", "");
        var result = await Reading.ReadAsync(tar.Build());
        Assert.Equal(
            ["a/b", "component.yaml"],
            Reading.Good(result).Entries.Select(entry => entry.Path.Value)
        );
        Assert.Equal("x-1.0", result.TopFolder);
        Assert.Equal("c", Encoding.UTF8.GetString(result.Manifest!.Value.Span));
    }

    [Fact]
    public async Task The_manifest_at_the_root_counts_before_one_in_a_folder()
    {
        var tar = new TarBuilder()
            .File("x/component.yaml", new byte[100_000])
            .File("component.yaml", "root");
        var result = await Reading.ReadAsync(tar.Build());
        Assert.Null(result.TopFolder);
        Assert.Equal(2, Reading.Good(result).Entries.Count);
        Assert.Equal("root", Encoding.UTF8.GetString(result.Manifest!.Value.Span));
    }

    [Fact]
    public async Task The_manifest_is_given_beside_findings()
    {
        var result = await Reading.ReadAsync(TarBuilder.WithManifest().File("CON", "").Build());
        Assert.Null(result.Contents);
        Assert.Equal("component: x\n", Encoding.UTF8.GetString(result.Manifest!.Value.Span));
    }

    [Fact]
    public async Task Modes_become_two()
    {
        var tar = TarBuilder.WithManifest();
        foreach (var mode in new[] { 0x000, 0x180, 0x1FF, 0x1C0, 0x009, 0x040 })
        {
            tar.File($"m{Convert.ToString(mode, 8)}", "", mode);
        }

        var executable = Reading
            .Good(await Reading.ReadAsync(tar.Build()))
            .Entries.Where(entry => entry.IsExecutable);
        Assert.Equal(["m100", "m700", "m777"], executable.Select(entry => entry.Path.Value));
    }

    [Fact]
    public async Task A_zip_made_on_DOS_has_scripts_that_are_executable()
    {
        static ZipPart Dos(string name, string text) =>
            new ZipPart(name, Encoding.UTF8.GetBytes(text)).With(part =>
                (part.MadeBy, part.Mode) = (0x0014, 0)
            );
        var zip = new ZipBuilder()
            .Add(Dos("component.yaml", "c"))
            .Add(Dos("install.sh", "#!/bin/sh\n"))
            .Add(Dos("short", "#"))
            .Add(Dos("setup.exe", "MZ"));
        var contents = Reading.Good(await Reading.ReadAsync(zip.Build()));
        Assert.Equal(
            ["install.sh"],
            contents.Entries.Where(entry => entry.IsExecutable).Select(entry => entry.Path.Value)
        );
    }

    [Theory]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(20)]
    [InlineData(24)]
    public async Task Each_form_of_a_data_descriptor_is_read(int length)
    {
        var part = new ZipPart("a", Text).With(part => part.Flags = 0x808);
        part.LocalCrc = part.LocalLength = part.LocalCompressed = 0;
        byte[] sizes =
            length < 20
                ? [.. ZipBuilder.U32(part.Data.Length), .. ZipBuilder.U32(part.Length)]
                : [.. ZipBuilder.U64(part.Data.Length), .. ZipBuilder.U64(part.Length)];
        byte[] signature = length is 16 or 24 ? [.. ZipBuilder.U32(0x08074B50)] : [];
        part.After = [.. signature, .. ZipBuilder.U32(part.Crc), .. sizes];
        Assert.Equal(length, part.After.Length);
        Reading.Good(
            await Reading.ReadAsync(ZipBuilder.WithManifest().Add(part).File("b", "after").Build())
        );
    }

    [Fact]
    public async Task ZIP64_is_read()
    {
        var part = new ZipPart("a", Text);
        byte[] sizes = [.. ZipBuilder.U64(part.Length), .. ZipBuilder.U64(part.Data.Length)];
        part.LocalLength =
            part.LocalCompressed =
            part.CentralLength =
            part.CentralCompressed =
                uint.MaxValue;
        part.LocalExtra = [1, 0, 16, 0, .. sizes];
        part.Extra = [0x55, 0x54, 1, 0, 0, 1, 0, 16, 0, .. sizes];
        var zip = ZipBuilder.WithManifest().Add(part).With(zip => zip.Zip64 = true);
        Assert.Equal(31, Reading.Good(await Reading.ReadAsync(zip.Build())).Find("a")?.Length);
    }

    [Fact]
    public async Task A_comment_and_a_deflated_folder_are_read()
    {
        var folder = new ZipPart("d/", []).With(part =>
            (part.Mode, part.Data) = (0x41ED, ZipPart.Deflate([]))
        );
        var bare = new ZipPart("e/", []).With(part => (part.Mode, part.Data) = (0x41ED, []));
        var zip = ZipBuilder
            .WithManifest()
            .Add(folder)
            .Add(bare)
            .With(zip => zip.Comment = "made by hand"u8.ToArray());
        Assert.Equal(3, Reading.Good(await Reading.ReadAsync(zip.Build())).Entries.Count);
    }

    [Fact]
    public async Task A_zip_may_list_its_entries_in_another_order_than_they_lie_in()
    {
        var zip = ZipBuilder
            .WithManifest()
            .File("b", "1")
            .File("a", "2")
            .With(zip => zip.DirectoryReversed = true);
        var contents = Reading.Good(await Reading.ReadAsync(zip.Build()));
        Assert.Equal(
            ["a", "b", "component.yaml"],
            contents.Entries.Select(entry => entry.Path.Value)
        );
    }

    [Fact]
    public async Task Gzip_may_be_padded_with_zeros_and_have_a_name()
    {
        var good = Reading.Gzip(TarBuilder.WithManifest().Build());
        byte[] named =
        [
            .. good[..3],
            0x1C,
            .. good[4..10],
            2,
            0,
            9,
            9,
            .. "x.tar\0comment\0"u8,
            .. good[10..],
            .. new byte[4096],
        ];
        Reading.Good(await Reading.ReadAsync(named));
    }

    [Fact]
    public async Task Long_names_of_every_kind_are_read()
    {
        var name = $"{new string('a', 110)}/{new string('b', 110)}";
        var prefixed = new TarBuilder().Entry(
            '0',
            "name"u8.ToArray(),
            [],
            change: b => TarBuilder.Put(b, 345, "pre/fix")
        );
        var tar = TarBuilder
            .WithManifest()
            .Raw(prefixed.BuildWithoutEnd())
            .Pax('x', "mtime=1.5", $"path={name}pax", "SCHILY.xattr.user.x=\0\n=")
            .File("short", "1")
            .Entry('L', "././@LongLink"u8.ToArray(), Encoding.UTF8.GetBytes($"{name}gnu\0"))
            .Entry('K', "././@LongLink"u8.ToArray(), Encoding.UTF8.GetBytes($"../{name}pax\0"))
            .Entry('2', "short"u8.ToArray(), [], link: "x"u8.ToArray());
        var contents = Reading.Good(await Reading.ReadAsync(tar.Build()));
        Assert.Equal(1, contents.Find($"{name}pax")?.Length);
        Assert.Equal($"../{name}pax", contents.Find($"{name}gnu")?.LinkTarget);
        Assert.NotNull(contents.Find("pre/fix/name"));
    }

    [Fact]
    public async Task Links_may_lead_through_links_to_files_and_folders()
    {
        var tar = TarBuilder
            .WithManifest()
            .File("lib/libfoo.so.1.2", "x")
            .Link("lib/libfoo.so.1", "libfoo.so.1.2")
            .Link("lib/libfoo.so", "libfoo.so.1")
            .Link("bin/here", "../lib")
            .Link("current", "lib");
        Assert.Equal(
            4,
            Reading
                .Good(await Reading.ReadAsync(tar.Build()))
                .Entries.Count(e => e.Kind is ContentKind.Symlink)
        );
    }

    [Fact]
    public async Task The_same_content_has_one_identity_whatever_the_archive()
    {
        var tar = TarBuilder.WithManifest().File("a", "1").Folder("d/").File("d/x", "");
        var other = new TarBuilder()
            .File("t/d/x", "", 0x180)
            .File("t/a", "1")
            .File("t/component.yaml", "component: x\n");
        var zip = ZipBuilder.WithManifest().File("a", "1").File("d/x", "");
        var first = Reading.Good(await Reading.ReadAsync(tar.Build()));
        foreach (var bytes in new[] { Reading.Gzip(tar.Build()), other.Build(), zip.Build() })
        {
            Assert.Equal(first.Identity, Reading.Good(await Reading.ReadAsync(bytes)).Identity);
        }
    }

    [Fact]
    public async Task A_stream_that_cannot_seek_is_a_programming_error() =>
        await Assert.ThrowsAsync<ArgumentException>(() =>
            ArchiveReader.ReadAsync(
                new System.IO.Compression.GZipStream(
                    new MemoryStream(),
                    System.IO.Compression.CompressionMode.Decompress
                ),
                ArchiveLimits.Default,
                HashOnlySink.Instance,
                CancellationToken.None
            )
        );

    [Fact]
    public async Task Kinds_are_told()
    {
        var tar = TarBuilder.WithManifest().Build();
        Assert.Equal(ArchiveKind.Tar, (await Reading.ReadAsync(tar)).Kind);
        Assert.Equal(ArchiveKind.TarGzip, (await Reading.ReadAsync(Reading.Gzip(tar))).Kind);
        Assert.Equal(
            ArchiveKind.Zip,
            (await Reading.ReadAsync(ZipBuilder.WithManifest().Build())).Kind
        );
        var xz = await Reading.ReadAsync([0xFD, .. "7zXZ\0"u8, 1]);
        Assert.Equal(ArchiveKind.Unknown, xz.Kind);
        Assert.Equal(
            "archive.kind: This is compressed by xz, which is not accepted. Pack the folder as .tar, .tar.gz or .zip.",
            Assert.Single(xz.Findings).ToString()
        );
    }
}
