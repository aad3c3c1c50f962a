using Portal.Cli.Tests.Testing;

namespace Portal.Cli.Tests.Iso;

public sealed class ReadTests : IDisposable
{
    private readonly GtpRun _gtp = new();

    public void Dispose() => _gtp.Dispose();

    [Fact]
    public async Task Ls_lists_one_folder()
    {
        var image = await SampleFolder.BuildAsync(_gtp);

        var root = await _gtp.RunAsync("iso", "ls", image);
        var folder = await _gtp.RunAsync("iso", "ls", image, "/docs/");
        var file = await _gtp.RunAsync("iso", "ls", image, "docs/readme.txt");

        Assert.Equal("docs/\ndrivers/\nempty/\nempty.txt\ninstall.sh\n", root.Out);
        Assert.Equal("copy.txt\nlink\nreadme.txt\n", folder.Out);
        Assert.Equal("readme.txt\n", file.Out);
    }

    [Fact]
    public async Task Ls_tells_mode_size_time_and_target()
    {
        var image = await SampleFolder.BuildAsync(_gtp);

        var root = await _gtp.RunAsync("iso", "ls", "-l", image);
        var docs = await _gtp.RunAsync("iso", "ls", "--long", image, "docs");

        Assert.Contains(
            "dr-xr-xr-x\t0\t1980-01-01T00:00:00Z\tdocs/\n",
            root.Out,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "-r-xr-xr-x\t10\t1980-01-01T00:00:00Z\tinstall.sh\n",
            root.Out,
            StringComparison.Ordinal
        );
        Assert.Contains("\tlink -> ../drivers/x64/net.sys\n", docs.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ls_shows_the_names_that_are_asked_for()
    {
        var image = await SampleFolder.BuildAsync(_gtp);

        var joliet = await _gtp.RunAsync("iso", "ls", image, "drivers", "--namespace", "joliet");
        var iso = await _gtp.RunAsync("iso", "ls", image, "DRIVERS", "--namespace", "iso");
        var wrong = await _gtp.RunAsync("iso", "ls", image, "--namespace", "hfs");

        Assert.Equal("Größe 漢字.inf\nx64/\n", joliet.Out);
        Assert.Equal("GR__E___.INF\nX64/\n", iso.Out);
        Assert.Equal(2, wrong.ExitCode);
    }

    [Fact]
    public async Task A_path_that_is_not_there_is_not_found()
    {
        var image = await SampleFolder.BuildAsync(_gtp);

        var answer = await _gtp.RunAsync("iso", "ls", image, "nowhere");

        Assert.Equal(4, answer.ExitCode);
        Assert.Contains("There is no 'nowhere'", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tree_shows_everything_and_counts_it()
    {
        var image = await SampleFolder.BuildAsync(_gtp);

        var answer = await _gtp.RunAsync("iso", "tree", image);

        Assert.Equal(
            """
            TREE
            ├── docs/
            │   ├── copy.txt  8 bytes
            │   ├── link -> ../drivers/x64/net.sys
            │   └── readme.txt  8 bytes
            ├── drivers/
            │   ├── Größe 漢字.inf  8 bytes
            │   └── x64/
            │       └── net.sys  68.4 KiB
            ├── empty/
            ├── empty.txt  0 bytes
            └── install.sh  10 bytes

            6 files of 68.4 KiB, 4 folders, 1 link

            """.ReplaceLineEndings("\n"),
            answer.Out
        );
    }

    [Fact]
    public async Task Names_cannot_command_the_terminal()
    {
        _gtp.Put("tree/\u001b[31mred\u202Egpj", "");
        var image = await SampleFolder.BuildAsync(_gtp);

        var listed = await _gtp.RunAsync("iso", "ls", image);
        var tree = await _gtp.RunAsync("iso", "tree", image);

        Assert.Contains("\\u{001B}[31mred\\u{202E}gpj\n", listed.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', listed.Out + tree.Out);
    }

    [Fact]
    public async Task Info_tells_labels_makers_dates_and_trees()
    {
        var image = Path.Combine(_gtp.Folder, "image.iso");
        await _gtp.RunAsync(
            "iso",
            "build",
            SampleFolder.Put(_gtp),
            "-o",
            image,
            "--volume-id",
            "GUEST_TOOLS_2026_03",
            "--publisher",
            "EXAMPLE PROJECT"
        );

        var answer = await _gtp.RunAsync("iso", "info", image);

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("  Volume id: GUEST_TOOLS_2026_03\n", answer.Out, StringComparison.Ordinal);
        Assert.Contains("  Volume id: GUEST_TOOLS_2026\n", answer.Out, StringComparison.Ordinal);
        Assert.Contains("  Publisher: EXAMPLE PROJECT\n", answer.Out, StringComparison.Ordinal);
        Assert.Contains(
            "  Created:   1980-01-01T00:00:00Z\n",
            answer.Out,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "6 files of 68.4 KiB, 4 folders, 1 link\n",
            answer.Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Json_gives_every_entry_with_its_extents()
    {
        var image = await SampleFolder.BuildAsync(_gtp);

        var answer = await _gtp.RunAsync("iso", "tree", image, "--json");

        var entries = answer
            .Json.GetProperty("entries")
            .EnumerateArray()
            .ToDictionary(entry => entry.GetProperty("path").GetString()!);
        Assert.Equal(11, entries.Count);
        Assert.Equal("0555", entries["install.sh"].GetProperty("mode").GetString());
        Assert.Equal("symlink", entries["docs/link"].GetProperty("kind").GetString());
        var extent = entries["drivers/x64/net.sys"].GetProperty("extents")[0];
        Assert.Equal(70_000, extent.GetProperty("length").GetInt64());
        Assert.Equal(
            entries["docs/copy.txt"].GetProperty("extents")[0].GetProperty("offset").GetInt64(),
            entries["docs/readme.txt"].GetProperty("extents")[0].GetProperty("offset").GetInt64()
        );
    }

    [Theory]
    [InlineData("ls")]
    [InlineData("tree")]
    [InlineData("info")]
    [InlineData("extract")]
    [InlineData("diff")]
    public async Task What_is_no_image_is_said_to_be_none(string command)
    {
        var file = _gtp.Put("file.iso", new string('x', 100_000));
        string[] more = command switch
        {
            "extract" => ["-d", Path.Combine(_gtp.Folder, "out")],
            "diff" => [file],
            _ => [],
        };

        var bad = await _gtp.RunAsync(["iso", command, file, .. more]);
        var gone = await _gtp.RunAsync(["iso", command, file + ".gone", .. more]);

        Assert.Equal(1, bad.ExitCode);
        Assert.Contains("cannot be read as an ISO 9660 image", bad.Error, StringComparison.Ordinal);
        Assert.Equal(2, gone.ExitCode);
        Assert.Contains("There is no file", gone.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ls")]
    [InlineData("tree")]
    [InlineData("info")]
    [InlineData("verify")]
    [InlineData("extract")]
    [InlineData("diff")]
    public async Task What_is_no_file_or_has_nothing_in_it_is_said_to_be_so(string command)
    {
        var pipe = Path.Combine(_gtp.Folder, "pipe");
        await Tool.RunAsync("mkfifo", [pipe]);
        var empty = _gtp.Put("empty.iso", "");

        Task<GtpAnswer> RunAsync(string path) =>
            _gtp.RunAsync([
                "iso",
                command,
                path,
                .. command switch
                {
                    "extract" => ["-d", Path.Combine(_gtp.Folder, "out")],
                    "diff" => [path],
                    _ => Array.Empty<string>(),
                },
            ]);

        // Opening a pipe would wait for somebody to write into it.
        var ofPipe = await RunAsync(pipe);
        var ofFolder = await RunAsync(_gtp.Folder);
        var ofEmpty = await RunAsync(empty);

        Assert.Equal(2, ofPipe.ExitCode);
        Assert.Contains("is a device, pipe or socket", ofPipe.Error, StringComparison.Ordinal);
        Assert.Equal(2, ofFolder.ExitCode);
        Assert.Contains("is a folder", ofFolder.Error, StringComparison.Ordinal);
        Assert.Equal(1, ofEmpty.ExitCode);
        Assert.Contains("is empty", ofEmpty.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_image_that_was_cut_short_lacks_is_told()
    {
        var image = await SampleFolder.BuildAsync(_gtp);
        await using (var file = File.OpenWrite(image))
        {
            file.SetLength(30 * 2048);
        }

        var listed = await _gtp.RunAsync("iso", "ls", image);
        var info = await _gtp.RunAsync("iso", "info", image);
        var json = await _gtp.RunAsync("iso", "info", image, "--json");

        Assert.Equal(1, listed.ExitCode);
        Assert.Contains("It was cut short: ", listed.Error, StringComparison.Ordinal);
        Assert.Contains("Cut short: ", info.Out, StringComparison.Ordinal);
        var claimed = json.Json.GetProperty("descriptors")[0].GetProperty("sectors").GetInt64();
        Assert.Equal((claimed - 30) * 2048, json.Json.GetProperty("missingBytes").GetInt64());
    }
}
