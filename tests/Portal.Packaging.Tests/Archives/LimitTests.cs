using Portal.Packaging.Archives;

namespace Portal.Packaging.Tests.Archives;

public sealed class LimitTests
{
    [Fact]
    public async Task A_tar_bomb_of_one_file_is_refused_before_a_byte_of_it_is_written()
    {
        // 1 GiB of zeros, packed by a real gzip.
        using var temp = new TempFolder();
        await File.WriteAllTextAsync(temp["component.yaml"], "component: x\n");
        Tools.Run(temp.Path, "truncate", "-s", "1G", "zeros");
        Tools.Run(temp.Path, "tar", "-I", "gzip -1", "-cf", "bomb.tgz", "component.yaml", "zeros");
        var sink = new MemorySink();
        await using var archive = File.OpenRead(temp["bomb.tgz"]);
        var result = await ArchiveReader.ReadAsync(
            archive,
            ArchiveLimits.Default,
            sink,
            CancellationToken.None
        );
        Assert.Equal("archive.limit.ratio", Assert.Single(result.Findings).Rule);
        Assert.Equal("zeros", result.Findings[0].Path);
        Assert.Equal(13, sink.Written);
    }

    [Fact]
    public async Task A_tar_bomb_of_many_files_stops_at_the_ratio()
    {
        var tar = TarBuilder.WithManifest();
        for (var i = 0; i < 600; i++)
        {
            tar.File($"zeros{i}", new byte[100_000]);
        }

        var bomb = Reading.Gzip(tar.Build());
        var sink = new MemorySink();
        var result = await Reading.ReadAsync(bomb, sink: sink);
        Assert.Equal("archive.limit.ratio", Assert.Single(result.Findings).Rule);
        Assert.InRange(sink.Written, 1, 200L * bomb.Length);
    }

    [Fact]
    public async Task A_zip_bomb_is_refused_before_anything_is_written()
    {
        var zip = ZipBuilder.WithManifest();
        for (var i = 0; i < 40; i++)
        {
            zip.Add(new ZipPart($"zeros{i}", new byte[200_000]));
        }

        var sink = new MemorySink();
        var result = await Reading.ReadAsync(zip.Build(), sink: sink);
        Assert.Equal("archive.limit.ratio", Assert.Single(result.Findings).Rule);
        Assert.Empty(sink.Created);
    }

    [Fact]
    public async Task A_zip_bomb_that_lies_stops_at_the_length_that_it_declares()
    {
        var bomb = new ZipPart("zeros", new byte[4 << 20]).With(part => part.Length = 1000);
        var sink = new MemorySink();
        var result = await Reading.ReadAsync(
            ZipBuilder.WithManifest().Add(bomb).Build(),
            sink: sink
        );
        Assert.Equal("archive.size", Assert.Single(result.Findings).Rule);
        Assert.InRange(sink.Written, 0, 1013);
    }

    [Fact]
    public async Task The_ratio_is_that_of_the_whole_archive()
    {
        // 2 MiB of zeros come first; the noise behind them makes up for it.
        var noise = new byte[100_000];
        new Random(3).NextBytes(noise);
        var tar = TarBuilder
            .WithManifest()
            .File("zeros", new byte[2 << 20])
            .File("noise", noise)
            .Build();
        Reading.Good(await Reading.ReadAsync(Reading.Gzip(tar)));
    }

    [Fact]
    public async Task A_megabyte_may_have_any_ratio() =>
        Reading.Good(
            await Reading.ReadAsync(
                Reading.Gzip(TarBuilder.WithManifest().File("zeros", new byte[1_000_000]).Build())
            )
        );

    [Fact]
    public async Task Unpacked_bytes_are_limited()
    {
        var limits = new ArchiveLimits { UnpackedBytes = 10_000 };
        foreach (var length in new[] { 100, 20_000 })
        {
            var data = new byte[length];
            new Random(1).NextBytes(data);
            var tar = TarBuilder.WithManifest().File("a", data).Build();
            var zip = ZipBuilder.WithManifest().Add(new ZipPart("a", data)).Build();
            foreach (var bytes in new[] { tar, Reading.Gzip(tar), zip })
            {
                var result = await Reading.ReadAsync(bytes, limits);
                Assert.Equal(
                    length < 10_000 ? [] : ["archive.limit.unpacked"],
                    Reading.Rules(result)
                );
            }
        }
    }

    [Fact]
    public async Task Entries_are_limited()
    {
        var limits = new ArchiveLimits { Entries = 3 };
        foreach (var more in new[] { 2, 3 })
        {
            var tar = TarBuilder.WithManifest();
            var zip = ZipBuilder.WithManifest();
            for (var i = 0; i < more; i++)
            {
                tar.Folder($"d{i}/");
                zip.File($"f{i}", "");
            }

            foreach (var bytes in new[] { tar.Build(), zip.Build() })
            {
                var result = await Reading.ReadAsync(bytes, limits);
                Assert.Equal(more == 2 ? [] : ["archive.limit.entries"], Reading.Rules(result));
            }
        }
    }

    [Fact]
    public async Task Findings_are_told_up_to_a_number_and_then_counted()
    {
        var tar = TarBuilder.WithManifest();
        for (var i = 0; i < 300; i++)
        {
            tar.File($"-{i}", "");
        }

        var result = await Reading.ReadAsync(tar.Build());
        Assert.Equal(201, result.Findings.Count);
        Assert.Equal(
            "archive.more-findings: There are 100 more findings. Mend those above first.",
            result.Findings[^1].ToString()
        );
    }

    [Fact]
    public async Task All_findings_are_told_at_once()
    {
        var tar = TarBuilder
            .WithManifest()
            .File("CON", "1")
            .Entry('3', "null"u8.ToArray(), [])
            .Link("out", "../x")
            .File("a", "1", 0x9ED)
            .File("A", "2");
        Assert.Equal(
            [
                "archive.path.reserved-name",
                "archive.entry.device",
                "archive.entry.special-bits",
                "archive.tree.alike",
                "archive.link.outside",
            ],
            Reading.Rules(await Reading.ReadAsync(tar.Build()))
        );
    }

    [Fact]
    public async Task After_a_finding_nothing_more_is_given_to_the_sink()
    {
        var sink = new MemorySink();
        await Reading.ReadAsync(
            TarBuilder.WithManifest().File("CON", "1").File("a", "2").Build(),
            sink: sink
        );
        Assert.Equal(["component.yaml"], sink.Created);
    }

    [Fact]
    public async Task A_failing_disk_is_no_finding() =>
        await Assert.ThrowsAsync<IOException>(() =>
            ArchiveReader.ReadAsync(
                new Failing(),
                ArchiveLimits.Default,
                HashOnlySink.Instance,
                CancellationToken.None
            )
        );

    private sealed class Failing() : MemoryStream(new byte[1000])
    {
        public override int Read(Span<byte> buffer) => throw new IOException("I/O error");

        public override int Read(byte[] buffer, int offset, int count) =>
            throw new IOException("I/O error");

        public override ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        ) => throw new IOException("I/O error");
    }
}
