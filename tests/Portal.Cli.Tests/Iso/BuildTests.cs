using System.Security.Cryptography;
using Portal.Cli.Iso;
using Portal.Cli.Shell;
using Portal.Cli.Tests.Testing;

namespace Portal.Cli.Tests.Iso;

public sealed class BuildTests : IDisposable
{
    private readonly GtpRun _gtp = new();

    public void Dispose() => _gtp.Dispose();

    private string ImagePath => Path.Combine(_gtp.Folder, "image.iso");

    [Fact]
    public async Task The_answer_gives_size_and_sha256_of_the_image()
    {
        var answer = await _gtp.RunAsync(
            "iso",
            "build",
            SampleFolder.Put(_gtp),
            "-o",
            ImagePath,
            "--json"
        );

        var bytes = await File.ReadAllBytesAsync(ImagePath);
        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(bytes.Length, answer.Json.GetProperty("length").GetInt64());
        Assert.Equal(
            Convert.ToHexStringLower(SHA256.HashData(bytes)),
            answer.Json.GetProperty("sha256").GetString()
        );
        Assert.Equal("TREE", answer.Json.GetProperty("volumeId").GetString());
        Assert.Equal(6, answer.Json.GetProperty("files").GetInt32());
        Assert.Equal(4, answer.Json.GetProperty("folders").GetInt32());
        Assert.Equal(1, answer.Json.GetProperty("links").GetInt32());
    }

    [Fact]
    public async Task Times_modes_and_other_folders_do_not_change_a_bit()
    {
        var first = await File.ReadAllBytesAsync(await SampleFolder.BuildAsync(_gtp));
        var other = SampleFolder.Put(_gtp, "elsewhere/tree");
        foreach (var file in Directory.EnumerateFiles(other, "*", SearchOption.AllDirectories))
        {
            if (new FileInfo(file).LinkTarget is null)
            {
                File.SetLastWriteTimeUtc(file, new DateTime(2001, 2, 3, 0, 0, 0, DateTimeKind.Utc));
            }
        }

        File.SetUnixFileMode(Path.Combine(other, "docs/readme.txt"), (UnixFileMode)0b110_000_000);
        await _gtp.RunAsync("iso", "build", other, "-o", ImagePath);

        Assert.Equal(first, await File.ReadAllBytesAsync(ImagePath));
    }

    [Fact]
    public async Task The_same_bytes_are_on_the_image_once()
    {
        _gtp.Put("once/a", new string('x', 1 << 20));
        _gtp.Put("twice/a", new string('x', 1 << 20));
        _gtp.Put("twice/b", new string('x', 1 << 20));

        var once = await _gtp.RunAsync("iso", "build", Folder("once"), "-o", ImagePath, "--json");
        var twice = await _gtp.RunAsync("iso", "build", Folder("twice"), "-o", ImagePath, "--json");

        Assert.Equal(Length(once), Length(twice));
    }

    [Fact]
    public async Task The_epoch_is_that_of_the_option_then_of_SOURCE_DATE_EPOCH_then_1980()
    {
        var tree = SampleFolder.Put(_gtp);

        var without = await _gtp.RunAsync("iso", "build", tree, "-o", ImagePath, "--json");
        _gtp.Environment["SOURCE_DATE_EPOCH"] = "1700000000";
        var byVariable = await _gtp.RunAsync("iso", "build", tree, "-o", ImagePath, "--json");
        var info = await _gtp.RunAsync("iso", "info", ImagePath, "--json");
        var byOption = await _gtp.RunAsync(
            "iso",
            "build",
            tree,
            "-o",
            ImagePath,
            "--epoch",
            "5",
            "--json"
        );

        Assert.Equal(315532800, without.Json.GetProperty("epoch").GetInt64());
        Assert.Equal(1700000000, byVariable.Json.GetProperty("epoch").GetInt64());
        Assert.Equal(
            "2023-11-14T22:13:20+00:00",
            info.Json.GetProperty("descriptors")[0].GetProperty("createdAt").GetString()
        );
        Assert.Equal(5, byOption.Json.GetProperty("epoch").GetInt64());
    }

    [Fact]
    public async Task A_time_that_is_none_is_refused_and_one_that_no_image_has_is_told()
    {
        var tree = SampleFolder.Put(_gtp);
        _gtp.Environment["SOURCE_DATE_EPOCH"] = "tomorrow";
        var none = await _gtp.RunAsync("iso", "build", tree, "-o", ImagePath);
        var written = File.Exists(ImagePath);
        _gtp.Environment["SOURCE_DATE_EPOCH"] = "4000000000";
        var late = await _gtp.RunAsync("iso", "build", tree, "-o", ImagePath);
        var refused = await _gtp.RunAsync("iso", "build", tree, "-o", ImagePath, "--strict");

        Assert.Equal(2, none.ExitCode);
        Assert.Contains("'tomorrow', which is no number", none.Error, StringComparison.Ordinal);
        Assert.False(written);
        Assert.Equal(0, late.ExitCode);
        Assert.Contains("[iso.epoch.range]", late.Error, StringComparison.Ordinal);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("iso.epoch.range", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strictly_what_readers_see_differently_is_refused_unless_its_rule_is_accepted()
    {
        var tree = SampleFolder.Put(_gtp);
        _gtp.Put("tree/EMPTY.txt", "");
        string[] line = ["iso", "build", tree, "-o", ImagePath, "--strict"];

        var refused = await _gtp.RunAsync(line);
        var half = await _gtp.RunAsync([.. line, "--accept", "iso.joliet.symlink"]);
        var accepted = await _gtp.RunAsync([
            .. line,
            "--accept",
            "iso.joliet.symlink",
            "--accept",
            "iso.joliet.case-collision",
        ]);
        var unknown = await _gtp.RunAsync([.. line, "--accept", "iso.nothing"]);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("docs/link: iso.joliet.symlink: ", refused.Error, StringComparison.Ordinal);
        Assert.Contains(
            "empty.txt: iso.joliet.case-collision: ",
            refused.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(1, half.ExitCode);
        Assert.DoesNotContain(
            "docs/link: iso.joliet.symlink",
            half.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(0, accepted.ExitCode);
        Assert.Equal(2, unknown.ExitCode);
    }

    [Theory]
    [InlineData("long", 103)]
    [InlineData("standard", 64)]
    public async Task Joliet_names_are_as_long_as_asked_for(string form, int length)
    {
        _gtp.Put($"tree/{new string('n', 110)}", "");
        var tree = Path.Combine(_gtp.Folder, "tree");

        await _gtp.RunAsync("iso", "build", tree, "-o", ImagePath, "--joliet", form);
        var listed = await _gtp.RunAsync("iso", "ls", ImagePath, "--namespace", "joliet");

        Assert.Equal(new string('n', length) + "\n", listed.Out);
    }

    [Fact]
    public async Task Joliet_can_be_left_out()
    {
        await _gtp.RunAsync(
            "iso",
            "build",
            SampleFolder.Put(_gtp),
            "-o",
            ImagePath,
            "--joliet",
            "none"
        );

        var joliet = await _gtp.RunAsync("iso", "ls", ImagePath, "--namespace", "joliet");
        var info = await _gtp.RunAsync("iso", "info", ImagePath);

        Assert.Equal(1, joliet.ExitCode);
        Assert.Contains("has no names of that kind", joliet.Error, StringComparison.Ordinal);
        Assert.Contains(
            "Joliet (Windows):               none\n",
            info.Out,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Standard_output_gets_the_image_and_standard_error_the_rest()
    {
        var image = await SampleFolder.BuildAsync(_gtp);

        var answer = await _gtp.RunAsync("iso", "build", Folder("tree"), "-o", "-");

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(await File.ReadAllBytesAsync(image), _gtp.OutBytes);
        Assert.Equal("", answer.Out);
        Assert.Contains("sha256", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_is_not_written_to_a_terminal_nor_between_JSON()
    {
        var tree = SampleFolder.Put(_gtp);

        var json = await _gtp.RunAsync("iso", "build", tree, "-o", "-", "--json");
        _gtp.IsTerminal = true;
        var terminal = await _gtp.RunAsync("iso", "build", tree, "-o", "-");

        Assert.Equal(2, json.ExitCode);
        Assert.Equal(2, terminal.ExitCode);
        Assert.Contains("redirect", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_readers_see_differently_is_told()
    {
        var tree = SampleFolder.Put(_gtp);
        _gtp.Put("tree/EMPTY.txt", "");

        var answer = await _gtp.RunAsync("iso", "build", tree, "-o", ImagePath);

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("[iso.joliet.case-collision]", answer.Error, StringComparison.Ordinal);
        Assert.Contains("note: docs/link ", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_is_refused_or_left_out()
    {
        var tree = SampleFolder.Put(_gtp);
        await Tool.RunAsync("mkfifo", [Path.Combine(tree, "pipe")]);

        var strict = await _gtp.RunAsync("iso", "build", tree, "-o", ImagePath);
        var lenient = await _gtp.RunAsync("iso", "build", tree, "-o", ImagePath, "--lenient");
        var listed = await _gtp.RunAsync("iso", "ls", ImagePath);

        Assert.Equal(1, strict.ExitCode);
        Assert.Contains("pipe: cli.iso.special: ", strict.Error, StringComparison.Ordinal);
        Assert.Equal(0, lenient.ExitCode);
        Assert.Contains("note: pipe ", lenient.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("pipe", listed.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_cannot_be_on_an_image_is_named_at_once()
    {
        var tree = SampleFolder.Put(_gtp);
        _gtp.Put("tree/" + new string('n', 254), "");
        _gtp.Put("tree/1/2/3/4/5/6/7/8/9/10/11/12/13/deep", "");

        var answer = await _gtp.RunAsync("iso", "build", tree, "-o", ImagePath);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("iso.name.too-long", answer.Error, StringComparison.Ordinal);
        Assert.Contains("iso.depth", answer.Error, StringComparison.Ordinal);
        Assert.Equal(
            ["tree"],
            Directory.EnumerateFileSystemEntries(_gtp.Folder).Select(Path.GetFileName)
        );
    }

    [Fact]
    public async Task An_image_in_its_own_folder_does_not_hold_itself()
    {
        var tree = SampleFolder.Put(_gtp);
        var image = Path.Combine(tree, "image.iso");

        await _gtp.RunAsync("iso", "build", tree, "-o", image);
        var first = await File.ReadAllBytesAsync(image);
        var answer = await _gtp.RunAsync("iso", "build", tree, "-o", image);

        Assert.Contains(
            "note: image.iso is the image itself",
            answer.Error,
            StringComparison.Ordinal
        );
        Assert.Equal(first, await File.ReadAllBytesAsync(image));
    }

    [Fact]
    public async Task What_is_no_file_is_never_replaced_by_an_image()
    {
        var tree = SampleFolder.Put(_gtp);
        var pipe = Path.Combine(_gtp.Folder, "pipe");
        await Tool.RunAsync("mkfifo", [pipe]);
        var link = Path.Combine(_gtp.Folder, "link");
        File.CreateSymbolicLink(link, pipe);

        foreach (var target in new[] { pipe, link })
        {
            var answer = await _gtp.RunAsync("iso", "build", tree, "-o", target);

            Assert.Equal(2, answer.ExitCode);
            Assert.Contains("is not replaced by a file", answer.Error, StringComparison.Ordinal);
            Assert.False(PlainFile.Is(target));
        }

        var folder = await _gtp.RunAsync("iso", "build", tree, "-o", tree);
        var nowhere = await _gtp.RunAsync("iso", "build", tree, "-o", ImagePath + "/image.iso");
        Assert.Equal((2, 2), (folder.ExitCode, nowhere.ExitCode));
        Assert.Contains("is a folder. Give the name", folder.Error, StringComparison.Ordinal);
        Assert.Contains("There is no folder", nowhere.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_to_an_image_stays_and_leads_to_the_new_one()
    {
        var image = await SampleFolder.BuildAsync(_gtp);
        var expected = await File.ReadAllBytesAsync(image);
        await File.WriteAllTextAsync(image, "an older one");
        var link = Path.Combine(_gtp.Folder, "link.iso");
        File.CreateSymbolicLink(link, Path.GetFileName(image));

        var answer = await _gtp.RunAsync("iso", "build", Folder("tree"), "-o", link);

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(Path.GetFileName(image), new FileInfo(link).LinkTarget);
        Assert.Equal(expected, await File.ReadAllBytesAsync(image));
    }

    [Fact]
    public async Task A_reader_that_goes_away_ends_the_build_with_an_error()
    {
        var tree = SampleFolder.Put(_gtp);
        _gtp.Put("tree/large", new string('x', 1 << 20));

        var answer = await Tool.RunAsync(
            "bash",
            [
                "-c",
                "dotnet \"$1\" iso build \"$2\" -o - | head -c 1 >/dev/null; exit ${PIPESTATUS[0]}",
                "bash",
                Tool.GtpDll,
                tree,
            ]
        );

        Assert.Equal(1, answer.ExitCode);
        Assert.DoesNotContain("sha256", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_goes_where_standard_output_stands()
    {
        var image = await SampleFolder.BuildAsync(_gtp);
        var target = Path.Combine(_gtp.Folder, "between");

        await Tool.RunAsync(
            "bash",
            [
                "-c",
                "{ printf before; dotnet \"$1\" iso build \"$2\" -o -; printf after; } > \"$3\"",
                "bash",
                Tool.GtpDll,
                Folder("tree"),
                target,
            ]
        );

        var expected = await File.ReadAllBytesAsync(image);
        var written = await File.ReadAllBytesAsync(target);
        Assert.Equal([.. "before"u8, .. expected, .. "after"u8], written);
    }

    [Fact]
    public async Task Mistakes_of_the_command_line_are_told_by_what_is_wrong()
    {
        var tree = SampleFolder.Put(_gtp);
        var file = _gtp.Put("file", "x");

        var ofFile = await _gtp.RunAsync("iso", "build", file, "-o", ImagePath);
        var epoch = await _gtp.RunAsync("iso", "build", tree, "-o", ImagePath, "--epoch", "now");
        var accept = await _gtp.RunAsync(
            "iso",
            "build",
            tree,
            "-o",
            ImagePath,
            "--accept",
            "iso.joliet.symlink"
        );

        Assert.Contains("is a file. An image is made", ofFile.Error, StringComparison.Ordinal);
        Assert.Contains("'now', which is no number", epoch.Error, StringComparison.Ordinal);
        Assert.Contains("without --strict", accept.Error, StringComparison.Ordinal);
        Assert.All([ofFile, epoch, accept], answer => Assert.Equal(2, answer.ExitCode));
        Assert.False(File.Exists(ImagePath));
    }

    [Fact]
    public async Task A_failed_build_leaves_the_image_that_was_there()
    {
        var image = await SampleFolder.BuildAsync(_gtp);
        var before = await File.ReadAllBytesAsync(image);

        var answer = await _gtp.RunAsync(
            "iso",
            "build",
            Folder("tree"),
            "-o",
            image,
            "--volume-id",
            "not an id",
            "--strict"
        );

        Assert.Equal(1, answer.ExitCode);
        Assert.Equal(before, await File.ReadAllBytesAsync(image));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_gtp.Folder),
            file => file.EndsWith(".part", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_file_that_is_written_to_while_it_is_read_ends_the_build()
    {
        var path = _gtp.Put("file", "before");
        var info = new FileInfo(path);
        var file = new FolderFile(path, info.Length, info.LastWriteTimeUtc);
        await using var stream = file.Open();
        var buffer = new byte[6];
        await stream.ReadExactlyAsync(buffer);

        await File.WriteAllTextAsync(path, "after!");
        File.SetLastWriteTimeUtc(path, info.LastWriteTimeUtc.AddSeconds(1));

        await Assert.ThrowsAsync<IOException>(async () => await stream.ReadExactlyAsync(buffer));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_a_mistake_of_the_command_line()
    {
        var answer = await _gtp.RunAsync("iso", "build", Folder("nowhere"), "-o", ImagePath);

        Assert.Equal(2, answer.ExitCode);
    }

    private string Folder(string name) => Path.Combine(_gtp.Folder, name);

    private static long Length(GtpAnswer answer) => answer.Json.GetProperty("length").GetInt64();
}
