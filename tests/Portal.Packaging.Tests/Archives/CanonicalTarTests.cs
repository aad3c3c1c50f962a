using Portal.Packaging.Archives;
using Portal.Packaging.Contents;
using Portal.Protocol;

namespace Portal.Packaging.Tests.Archives;

public sealed class CanonicalTarTests
{
    [Fact]
    public async Task Its_bytes_are_golden()
    {
        var (contents, files) = await ReadAsync(
            TarBuilder
                .WithManifest()
                .File("bin/run.sh", "#!/bin/sh\n", 0x1ED)
                .File($"{new string('d', 80)}/{new string('f', 90)}", "prefixed")
                .File("docs/漢字.txt", "pax")
                .Link("run", "bin/run.sh")
                .Folder("spool/")
                .Build()
        );
        var tar = await WriteAsync(contents, files);
        Assert.Equal(
            "a723ec85acec98dd89c20dd16562198bbd3a7c22875b441e5e06906c72732456",
            Digest.Of(tar).Hex
        );
    }

    [Fact]
    public async Task What_it_writes_reads_back_the_same_and_as_long_as_said()
    {
        for (var seed = 0; seed < 30; seed++)
        {
            using var temp = new TempFolder();
            RandomTree.Write(temp["tree"], seed);
            var read = await DirectoryPacker.ReadAsync(
                temp["tree"],
                ArchiveLimits.Default,
                CancellationToken.None
            );
            var tar = new MemoryStream();
            await DirectoryPacker.WriteAsync(
                temp["tree"],
                Reading.Good(read),
                ArchiveKind.Tar,
                tar,
                CancellationToken.None
            );
            Assert.Equal(CanonicalTar.LengthOf(read.Contents!), tar.Length);

            var (back, files) = await ReadAsync(tar.ToArray());
            Assert.Equal(read.Contents!.Entries, back.Entries);
            Assert.Equal(read.Contents.Identity, back.Identity);
            Assert.Equal(tar.ToArray(), await WriteAsync(back, files));
        }
    }

    [Theory]
    [InlineData("tar")]
    [InlineData("bsdtar")]
    [InlineData("python3")]
    public async Task A_real_tool_unpacks_it(string tool)
    {
        for (var seed = 50; seed < 54; seed++)
        {
            using var temp = new TempFolder();
            RandomTree.Write(temp["tree"], seed);
            var read = await DirectoryPacker.ReadAsync(
                temp["tree"],
                ArchiveLimits.Default,
                CancellationToken.None
            );
            await using (var tar = File.Create(temp["out.tar"]))
            {
                await DirectoryPacker.WriteAsync(
                    temp["tree"],
                    Reading.Good(read),
                    ArchiveKind.Tar,
                    tar,
                    CancellationToken.None
                );
            }

            Directory.CreateDirectory(temp["back"]);
            string[] arguments =
                tool == "python3"
                    ? ["-m", "tarfile", "-e", "../out.tar", "."]
                    : ["-xf", "../out.tar"];
            Tools.Run(temp["back"], tool, arguments);
            var back = await DirectoryPacker.ReadAsync(
                temp["back"],
                ArchiveLimits.Default,
                CancellationToken.None
            );
            Assert.Equal(read.Contents!.Entries, Reading.Good(back).Entries);
        }
    }

    [Fact]
    public async Task A_length_beyond_eleven_octal_digits_is_announced()
    {
        var manifest = ContentEntry.File(
            ContentPath.Parse("component.yaml"),
            false,
            0,
            Digest.Of([])
        );
        var large = ContentEntry.File(
            ContentPath.Parse("image"),
            false,
            8L << 30,
            Digest.Of("x"u8)
        );
        Assert.True(ContentList.TryCreate([manifest, large], out var contents, out _));
        Assert.Equal((8L << 30) + 512 * 6, CanonicalTar.LengthOf(contents));

        // Its header is read and believed; the disk that would hold it is not needed.
        var head = new MemoryStream();
        await Assert.ThrowsAsync<IOException>(() =>
            CanonicalTar.WriteAsync(
                contents,
                (_, _) => new(new MemoryStream()),
                head,
                CancellationToken.None
            )
        );
        var result = await Reading.ReadAsync(head.ToArray());
        Assert.Equal(
            "image: archive.truncated",
            string.Join(": ", result.Findings[0].Path, result.Findings[0].Rule)
        );
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public async Task A_file_of_another_length_is_an_error(int length)
    {
        var entry = ContentEntry.File(ContentPath.Parse("a"), false, 4, Digest.Of([]));
        Assert.True(ContentList.TryCreate([entry], out var contents, out _));
        await Assert.ThrowsAsync<IOException>(() =>
            CanonicalTar.WriteAsync(
                contents,
                (_, _) => new(new MemoryStream(new byte[length])),
                Stream.Null,
                CancellationToken.None
            )
        );
    }

    private static async Task<(ContentList Contents, MemorySink Files)> ReadAsync(byte[] tar)
    {
        var sink = new MemorySink();
        return (Reading.Good(await Reading.ReadAsync(tar, sink: sink)), sink);
    }

    private static async Task<byte[]> WriteAsync(ContentList contents, MemorySink sink)
    {
        var tar = new MemoryStream();
        await CanonicalTar.WriteAsync(
            contents,
            (digest, _) => new(new MemoryStream(sink.Files[digest])),
            tar,
            CancellationToken.None
        );
        return tar.ToArray();
    }
}
