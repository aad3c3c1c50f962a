using Portal.Cli.Iso;
using Portal.Cli.Tests.Testing;
using Portal.Iso9660;

namespace Portal.Cli.Tests.Iso;

public sealed class ExtractTests : IDisposable
{
    private readonly GtpRun _gtp = new();

    public void Dispose() => _gtp.Dispose();

    private string Out => Path.Combine(_gtp.Folder, "out");

    [Fact]
    public async Task What_went_in_comes_out()
    {
        var image = await SampleFolder.BuildAsync(_gtp);

        var answer = await _gtp.RunAsync("iso", "extract", image, "-d", Out);

        Assert.Equal(0, answer.ExitCode);
        var compared = await Tool.RunAsync(
            "diff",
            ["-r", "--no-dereference", Path.Combine(_gtp.Folder, "tree"), Out]
        );
        Assert.Equal("", compared.Out + compared.Error);
        Assert.Equal(
            "../drivers/x64/net.sys",
            new FileInfo(Path.Combine(Out, "docs/link")).LinkTarget
        );
        Assert.Equal(
            (UnixFileMode)0b111_101_101,
            File.GetUnixFileMode(Path.Combine(Out, "install.sh"))
        );
        Assert.Equal(
            (UnixFileMode)0b110_100_100,
            File.GetUnixFileMode(Path.Combine(Out, "docs/readme.txt"))
        );
        Assert.Equal(
            new DateTime(1980, 1, 1, 0, 0, 0, DateTimeKind.Utc),
            Directory.GetLastWriteTimeUtc(Path.Combine(Out, "docs"))
        );
    }

    [Fact]
    public async Task Only_what_is_named_comes_out()
    {
        var image = await SampleFolder.BuildAsync(_gtp);

        var answer = await _gtp.RunAsync(
            "iso",
            "extract",
            image,
            "/drivers/x64/",
            "install.sh",
            "-d",
            Out
        );
        var missing = await _gtp.RunAsync("iso", "extract", image, "nowhere", "-d", Out);

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(
            ["drivers", "drivers/x64", "drivers/x64/net.sys", "install.sh"],
            Directory
                .EnumerateFileSystemEntries(Out, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Out, path))
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(4, missing.ExitCode);
    }

    [Fact]
    public async Task Nothing_is_overwritten_without_force()
    {
        var image = await SampleFolder.BuildAsync(_gtp);
        var mine = _gtp.Put("out/install.sh", "mine");

        var refused = await _gtp.RunAsync("iso", "extract", image, "-d", Out);
        var untouched = Directory.EnumerateFileSystemEntries(Out).ToList();
        var text = await File.ReadAllTextAsync(mine);
        var forced = await _gtp.RunAsync("iso", "extract", image, "-d", Out, "--force");

        Assert.Equal(5, refused.ExitCode);
        Assert.Contains("install.sh: cli.iso.exists: ", refused.Error, StringComparison.Ordinal);
        Assert.Equal([mine], untouched);
        Assert.Equal("mine", text);
        Assert.Equal(0, forced.ExitCode);
        Assert.Equal("#!/bin/sh\n", await File.ReadAllTextAsync(mine));
    }

    [Fact]
    public async Task A_link_that_is_in_the_way_is_neither_followed_nor_written_through()
    {
        var image = await SampleFolder.BuildAsync(_gtp);
        var mine = _gtp.Put("elsewhere/mine", "mine");
        Directory.CreateDirectory(Out);
        File.CreateSymbolicLink(Path.Combine(Out, "docs"), Path.GetDirectoryName(mine)!);
        File.CreateSymbolicLink(Path.Combine(Out, "install.sh"), mine);

        var refused = await _gtp.RunAsync("iso", "extract", image, "-d", Out, "--force");
        File.Delete(Path.Combine(Out, "docs"));
        var forced = await _gtp.RunAsync("iso", "extract", image, "-d", Out, "--force");

        Assert.Equal(5, refused.ExitCode);
        Assert.Contains(
            "'docs' is there and is no folder",
            refused.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(0, forced.ExitCode);
        Assert.Equal("mine", await File.ReadAllTextAsync(mine));
        Assert.Equal(
            ["mine"],
            Directory
                .EnumerateFileSystemEntries(Path.GetDirectoryName(mine)!)
                .Select(Path.GetFileName)
        );
        Assert.Null(new FileInfo(Path.Combine(Out, "install.sh")).LinkTarget);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../../outside")]
    [InlineData("self/../../outside")]
    public async Task Links_that_lead_out_are_refused_unless_asked_for(string target)
    {
        var tree = SampleFolder.Put(_gtp);
        File.CreateSymbolicLink(Path.Combine(tree, "docs/self"), ".");
        File.CreateSymbolicLink(Path.Combine(tree, "docs/out"), target);
        var image = Path.Combine(_gtp.Folder, "image.iso");
        await _gtp.RunAsync("iso", "build", tree, "-o", image);

        var refused = await _gtp.RunAsync("iso", "extract", image, "-d", Out);
        var written = Directory.Exists(Out);
        var asked = await _gtp.RunAsync("iso", "extract", image, "-d", Out, "--outside-links");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(
            "docs/out: cli.iso.link-outside: ",
            refused.Error,
            StringComparison.Ordinal
        );
        Assert.False(written);
        Assert.Equal(0, asked.ExitCode);
        Assert.Equal(target, new FileInfo(Path.Combine(Out, "docs/out")).LinkTarget);
    }

    [Fact]
    public async Task A_file_that_breaks_off_leaves_nothing()
    {
        var target = new TargetFolder(Out, force: false);
        target.Create();

        await Assert.ThrowsAsync<IOException>(() =>
            target.WriteFileAsync(
                "folder/file",
                new BreakingStream(),
                null,
                null,
                new byte[100],
                _ => { },
                CancellationToken.None
            )
        );

        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Out, "folder")));
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("a/../../escape")]
    [InlineData("a/./b")]
    [InlineData("/absolute")]
    [InlineData("a//b")]
    [InlineData("nul\0byte")]
    public void Names_that_are_no_names_are_refused_here_too(string path) =>
        Assert.NotNull(new TargetFolder(Out, force: true).NameProblem(path));

    [Fact]
    public async Task A_truncated_image_writes_nothing()
    {
        var image = await SampleFolder.BuildAsync(_gtp);
        var reader = IsoReader.Open(new MemoryStream(await File.ReadAllBytesAsync(image)));
        var last = reader.Entries.SelectMany(entry => entry.Extents).Max(extent => extent.Offset);
        await using (var stream = File.OpenWrite(image))
        {
            stream.SetLength(last);
        }

        var answer = await _gtp.RunAsync("iso", "extract", image, "-d", Out);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("beyond the image's end", answer.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
    }

    private sealed class BreakingStream : MemoryStream
    {
        private bool _began;

        public override ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            if (_began)
            {
                throw new IOException("The disc is scratched.");
            }

            _began = true;
            return new(buffer.Length);
        }
    }
}
