using System.Text.Json;
using Portal.Cli.Tests.Testing;
using Portal.Packaging.Archives;
using Portal.Packaging.Linting;
using Portal.Protocol.Problems;

namespace Portal.Cli.Tests.Components;

public sealed class LintAndPackTests : IDisposable
{
    private readonly GtpRun _gtp = new();

    public void Dispose() => _gtp.Dispose();

    [Fact]
    public async Task Lint_says_exactly_what_the_shared_check_says()
    {
        var folder = _gtp.PutComponent("bad", version: "none");
        _gtp.Put("bad/aux.txt", "");
        _gtp.Put("bad/install.sh", "no interpreter");
        var check = await ComponentCheck.CheckDirectoryAsync(folder, ArchiveLimits.Default);

        var answer = await _gtp.RunAsync("component", "lint", folder, "--json");

        Assert.Equal(1, answer.ExitCode);
        var findings = answer
            .Json.GetProperty("findings")
            .Deserialize<List<Finding>>(JsonSerializerOptions.Web);
        Assert.Equal(check.Findings, findings);
        Assert.True(check.Findings.Count > 1);
    }

    [Fact]
    public async Task Findings_are_lines_that_an_editor_can_jump_to()
    {
        var folder = _gtp.PutComponent("bad", version: "none");

        var answer = await _gtp.RunAsync("component", "lint", folder);

        Assert.StartsWith(
            $"{folder}/component.yaml:2: manifest.version: ",
            answer.Out,
            StringComparison.Ordinal
        );
        Assert.Contains("1 finding", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_and_its_pack_have_one_digest()
    {
        var folder = _gtp.PutComponent("good");
        var archive = Path.Combine(_gtp.Folder, "good.tar.gz");

        var packed = await _gtp.RunAsync("component", "pack", folder, "-o", archive, "--json");
        var fromFolder = await _gtp.RunAsync("component", "lint", folder, "--json");
        var fromArchive = await _gtp.RunAsync("component", "lint", archive, "--json");

        Assert.Equal(0, packed.ExitCode);
        var digest = packed.Json.GetProperty("digest").GetString();
        Assert.Equal(digest, fromFolder.Json.GetProperty("digest").GetString());
        Assert.Equal(digest, fromArchive.Json.GetProperty("digest").GetString());
        Assert.Equal(2, fromArchive.Json.GetProperty("files").GetInt32());
    }

    [Theory]
    [InlineData("tar")]
    [InlineData("tar.gz")]
    public async Task Packing_twice_gives_the_same_bytes_whatever_the_times(string extension)
    {
        var first = _gtp.PutComponent("first");
        var second = _gtp.PutComponent("second");
        foreach (var file in Directory.EnumerateFiles(second))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(1999, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
        }

        await _gtp.RunAsync("component", "pack", first, "-o", $"{first}.{extension}");
        await _gtp.RunAsync("component", "pack", second, "-o", $"{second}.{extension}");

        Assert.Equal(
            await File.ReadAllBytesAsync($"{first}.{extension}"),
            await File.ReadAllBytesAsync($"{second}.{extension}")
        );
    }

    [Fact]
    public async Task A_pack_is_a_tar_that_others_read()
    {
        var folder = _gtp.PutComponent("good");
        var archive = Path.Combine(_gtp.Folder, "good.tgz");
        await _gtp.RunAsync("component", "pack", folder, "-o", archive);

        var listing = await Tool.RunAsync("bsdtar", ["-tf", archive]);

        Assert.Equal("component.yaml\ninstall.sh\n", listing.Out);
    }

    [Fact]
    public async Task What_has_findings_is_not_packed_and_leaves_nothing()
    {
        var folder = _gtp.PutComponent("bad", version: "none");
        var archive = Path.Combine(_gtp.Folder, "bad.tar");

        var answer = await _gtp.RunAsync("component", "pack", folder, "-o", archive);

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("manifest.version", answer.Error, StringComparison.Ordinal);
        Assert.Equal(
            ["bad"],
            Directory.EnumerateFileSystemEntries(_gtp.Folder).Select(Path.GetFileName)
        );
    }

    [Fact]
    public async Task An_unknown_kind_of_archive_is_a_mistake_in_the_command_line()
    {
        var folder = _gtp.PutComponent("good");

        var answer = await _gtp.RunAsync("component", "pack", folder, "-o", "good.rar");

        Assert.Equal(2, answer.ExitCode);
    }
}
