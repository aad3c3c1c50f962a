using Portal.Cli.Tests.Testing;

namespace Portal.Cli.Tests.Iso;

public sealed class VerifyAndDiffTests : IDisposable
{
    private readonly GtpRun _gtp = new();

    public void Dispose() => _gtp.Dispose();

    [Fact]
    public async Task An_image_of_ours_has_no_findings()
    {
        var image = await SampleFolder.BuildAsync(_gtp);

        var answer = await _gtp.RunAsync("iso", "verify", image);
        var json = await _gtp.RunAsync("iso", "verify", image, "--json");

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(0, json.ExitCode);
        Assert.True(json.Json.GetProperty("ok").GetBoolean());
        Assert.Equal(0, json.Json.GetProperty("findings").GetArrayLength());
    }

    [Fact]
    public async Task A_damaged_image_is_told_rule_by_rule()
    {
        var image = await SampleFolder.BuildAsync(_gtp);
        await FlipAsync(image, (16 * 2048) + 83); // the size in sectors, its big half
        await FlipAsync(image, (16 * 2048) + 84);

        var answer = await _gtp.RunAsync("iso", "verify", image);
        var json = await _gtp.RunAsync("iso", "verify", image, "--json");

        Assert.Equal(1, answer.ExitCode);
        Assert.StartsWith("finding: sector 16 byte ", answer.Out, StringComparison.Ordinal);
        Assert.Equal(1, json.ExitCode);
        var finding = json.Json.GetProperty("findings")[0];
        Assert.StartsWith(
            "iso.",
            finding.GetProperty("rule").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(16, finding.GetProperty("sector").GetInt64());
        Assert.StartsWith(
            "ECMA-119 ",
            finding.GetProperty("clause").GetString(),
            StringComparison.Ordinal
        );
        Assert.NotEqual("", finding.GetProperty("readers").GetString());
    }

    [Fact]
    public async Task Many_findings_of_one_rule_are_shown_in_part_and_counted()
    {
        for (var i = 0; i < 150; i++)
        {
            _gtp.Put($"many/file-{i}", "");
        }

        var image = Path.Combine(_gtp.Folder, "many.iso");
        await _gtp.RunAsync("iso", "build", Path.Combine(_gtp.Folder, "many"), "-o", image);
        var bytes = await File.ReadAllBytesAsync(image);
        for (
            int at = 0, next;
            (next = bytes.AsSpan(at).IndexOf("TF"u8)) >= 0 && (at += next) >= 0;
            at++
        )
        {
            bytes[at + 4] = 0x0F;
        }

        await File.WriteAllBytesAsync(image, bytes);

        var answer = await _gtp.RunAsync("iso", "verify", image);
        var json = await _gtp.RunAsync("iso", "verify", image, "--json");

        // 150 files, and the root by "." and "..".
        var lines = answer.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            10,
            lines.Count(line => line.Contains(": iso.rr.tf: ", StringComparison.Ordinal))
        );
        Assert.Contains("    and 142 more of iso.rr.tf", lines);
        Assert.Equal($"{image}: 152 findings.", lines[^1]);
        Assert.Equal(1, answer.ExitCode);
        Assert.Equal(100, json.Json.GetProperty("findings").GetArrayLength());
        var omitted = Assert.Single(json.Json.GetProperty("omitted").EnumerateArray());
        Assert.Equal("iso.rr.tf", omitted.GetProperty("rule").GetString());
        Assert.Equal(52, omitted.GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task Garbage_gives_a_finding_and_no_error()
    {
        var answer = await _gtp.RunAsync(
            "iso",
            "verify",
            _gtp.Put("file.iso", new string('x', 50_000))
        );

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("iso.descriptor.", answer.Out, StringComparison.Ordinal);
        Assert.Equal("", answer.Error);
    }

    [Fact]
    public async Task The_same_images_are_the_same()
    {
        var image = await SampleFolder.BuildAsync(_gtp);
        File.Copy(image, image + ".copy");

        var answer = await _gtp.RunAsync("iso", "diff", image, image + ".copy");

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal("The images are bit for bit the same.\n", answer.Out);
    }

    [Fact]
    public async Task Files_that_changed_came_went_or_have_another_name_are_told()
    {
        var a = await SampleFolder.BuildAsync(_gtp, "a.iso");
        var tree = Path.Combine(_gtp.Folder, "tree");
        File.Move(
            Path.Combine(tree, "drivers/x64/net.sys"),
            Path.Combine(tree, "drivers/x64/net2.sys")
        );
        File.Delete(Path.Combine(tree, "empty.txt"));
        File.SetUnixFileMode(Path.Combine(tree, "install.sh"), (UnixFileMode)0b110_100_100);
        _gtp.Put("tree/docs/readme.txt", "read me again\n");
        _gtp.Put("tree/docs/news.txt", "news\n");
        var b = Path.Combine(_gtp.Folder, "b.iso");
        await _gtp.RunAsync("iso", "build", tree, "-o", b, "--epoch", "1700000000");

        var answer = await _gtp.RunAsync("iso", "diff", a, b);
        var json = await _gtp.RunAsync("iso", "diff", a, b, "--json");

        Assert.Equal(1, answer.ExitCode);
        Assert.StartsWith(
            """
            added     docs/news.txt  5 bytes
            content   docs/readme.txt  8 bytes -> 14 bytes
            renamed   drivers/x64/net2.sys  from drivers/x64/net.sys
            removed   empty.txt  0 bytes
            mode      install.sh  -r-xr-xr-x -> -r--r--r--
            5 differences.

            """.ReplaceLineEndings("\n"),
            answer.Out,
            StringComparison.Ordinal
        );
        var fetch = json.Json.GetProperty("fetch");
        Assert.Equal(
            ["docs/news.txt", "docs/readme.txt"],
            fetch
                .GetProperty("extents")
                .EnumerateArray()
                .Select(extent => extent.GetProperty("path").GetString())
        );
        Assert.Equal(70_026, fetch.GetProperty("reusedBytes").GetInt64());
        Assert.Equal(
            19 + fetch.GetProperty("metadataCompressedBytes").GetInt64(),
            fetch.GetProperty("bytes").GetInt64()
        );
    }

    [Fact]
    public async Task Another_label_is_a_difference_of_metadata()
    {
        var a = await SampleFolder.BuildAsync(_gtp, "a.iso");
        var b = Path.Combine(_gtp.Folder, "b.iso");
        await _gtp.RunAsync(
            "iso",
            "build",
            Path.Combine(_gtp.Folder, "tree"),
            "-o",
            b,
            "-V",
            "OTHER"
        );

        var answer = await _gtp.RunAsync("iso", "diff", a, b);

        Assert.Equal(1, answer.ExitCode);
        Assert.StartsWith("Every file is the same", answer.Out, StringComparison.Ordinal);
    }

    private static async Task FlipAsync(string path, long offset)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = offset;
        var value = stream.ReadByte();
        stream.Position = offset;
        stream.WriteByte((byte)(value ^ 1));
    }
}
