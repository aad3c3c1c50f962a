using System.Text.Json;

namespace Portal.Installer.Tests;

/// <summary>What people, labs and hosts read.</summary>
public sealed class ResultTests : IDisposable
{
    private const string RunId = "0123456789abcdef0123456789abcdef";

    private readonly Guest _guest = new();

    [Theory, ClassData(typeof(Shells))]
    public void A_result_says_what_was_done_where_and_when(string shell)
    {
        _guest
            .Disc.Script("good")
            .Script("bad", body: "printf 'a \"b\\\\c\\tä\\n'; echo last; exit 7")
            .Script("next", requires: "bad")
            .Row("windows", "2.0", "msi", "projects/w/a.msi", "-", ("os", "windows"))
            .Burn();
        var file = Path.Combine(_guest.Folder, "result of it.json");

        var (code, result) = _guest.RunJson(shell, "install", "--run-id", RunId, "--result", file);

        Assert.Equal(3, code);
        var text = result.GetRawText();
        Assert.Equal(text, Documents.Result(File.ReadAllText(file)).GetRawText());
        Assert.Equal(text, _guest.Result().GetRawText());
        Assert.Equal(RunId, result.GetProperty("run_id").GetString());
        Assert.Equal("install.sh", result.GetProperty("installer").GetString());
        Assert.Equal("install", result.GetProperty("action").GetString());
        Assert.Equal(3, result.GetProperty("exit").GetInt32());
        Assert.False(result.GetProperty("detached").GetBoolean());
        Assert.Equal("guest-tools", result.GetProperty("iso").GetProperty("product").GetString());
        Assert.Equal(
            _guest
                .Disc.Sums()
                .Split('\n')
                .Single(line =>
                    line.EndsWith("guest-tools/release.json", StringComparison.Ordinal)
                )[..64],
            result.GetProperty("iso").GetProperty("release_sha256").GetString()
        );
        var os = result.GetProperty("os");
        Assert.Equal(
            "debian12 linux debian 12 x86_64",
            string.Join(
                ' ',
                new[] { "id", "system", "distro", "version", "arch" }.Select(key =>
                    os.GetProperty(key).GetString()
                )
            )
        );
        Assert.Equal(
            [
                """{"name": "good", "version": "1.0", "version_before": null, "version_after": "1.0", "status": "installed", "native_exit": 0, "reason": null, "log_tail": null}""",
                $$"""{"name": "bad", "version": "1.0", "version_before": null, "version_after": null, "status": "failed", "native_exit": 7, "reason": "exit code 7, see {{_guest.State}}/log/bad.log", "log_tail": "a \"b\\c ??\nlast"}""",
                """{"name": "next", "version": "1.0", "version_before": null, "version_after": null, "status": "blocked", "native_exit": null, "reason": "requires bad", "log_tail": null}""",
                """{"name": "windows", "version": "2.0", "version_before": null, "version_after": null, "status": "not-applicable", "native_exit": null, "reason": null, "log_tail": null}""",
            ],
            result.GetProperty("components").EnumerateArray().Select(c => c.GetRawText())
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_run_that_ends_early_says_why(string shell)
    {
        _guest.Disc.Script("tool").Burn();
        _guest.Disc.Write("projects/tool/do it.sh", "altered");
        var file = Path.Combine(_guest.Folder, "result.json");

        var run = _guest.Run(shell, "install", "--result", file);

        Assert.Equal(22, run.ExitCode);
        var result = Documents.Result(File.ReadAllText(file));
        Assert.Equal(22, result.GetProperty("exit").GetInt32());
        Assert.Contains(
            "projects/tool/do it.sh is not what",
            result.GetProperty("message").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(0, result.GetProperty("components").GetArrayLength());
    }

    [Fact]
    public void Status_and_list_are_documents_too_and_write_nothing_by_themselves()
    {
        _guest.Disc.Script("tool").Row("none", "1.0", "-", "-").Burn();

        var list = _guest.RunJson("dash", "list").Result;
        var status = _guest.RunJson("dash", "status").Result;

        Assert.Equal(["absent", "not-applicable"], Statuses(list));
        Assert.Equal(["current", "not-applicable"], Statuses(status));
        Assert.False(Directory.Exists(_guest.State));

        _guest.Run("dash", "install");
        Assert.Equal(
            ["current", "not-applicable"],
            Statuses(_guest.RunJson("dash", "list").Result)
        );
    }

    [Fact]
    public void A_result_that_cannot_be_written_stops_the_run_before_it_begins()
    {
        _guest.Disc.Script("tool").Burn();

        var run = _guest.Run("dash", "install", "--result", "/nowhere/at/all.json");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            "/nowhere/at/all.json cannot be written",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.Empty(_guest.Calls());
    }

    [Fact]
    public void A_log_gathers_what_was_done_and_what_tools_said()
    {
        _guest.Disc.Script("tool", body: "echo loud").Script("quiet").Burn();
        var log = Path.Combine(_guest.Folder, "all.log");
        File.WriteAllText(log, "before\n");

        _guest.Run("dash", "install", "--log", log);

        Assert.Matches(
            @"\Abefore\nloud\n\S+Z tool 1\.0: installed\n\S+Z quiet 1\.0: installed\n\z",
            File.ReadAllText(log)
        );
    }

    [Fact]
    public void Files_are_named_that_would_be_read()
    {
        _guest
            .Disc.Write("projects/tool/data/table.bin", "data")
            .Script("tool")
            .Row("pack", "1.0", "deb", "projects/pack/a.deb|projects/pack/b.deb")
            .Row("other", "1.0", "rpm", "projects/other/a.rpm");
        foreach (var path in new[] { "pack/a.deb", "pack/b.deb", "pack/README", "other/a.rpm" })
        {
            _guest.Disc.Write("projects/" + path, "");
        }

        _guest.Disc.Burn();

        Assert.Equal(
            (
                0,
                "projects/pack/a.deb\nprojects/pack/b.deb\nprojects/tool/data/table.bin\nprojects/tool/do it.sh\n"
            ),
            _guest.Run("dash", "files")
        );
        Assert.Equal(
            (0, "projects/pack/a.deb\nprojects/pack/b.deb\n"),
            _guest.Run("dash", "files", "--only", "pack")
        );
    }

    [Theory]
    [InlineData("\u0006\0\0\0\u0001", "true")]
    [InlineData("\u0006\0\0\0\0", "false")]
    [InlineData(null, "null")]
    public void Secure_boot_is_told_where_the_firmware_tells_it(string? variable, string expected)
    {
        _guest.Disc.Script("tool").Burn();
        _guest.Write("sys/firmware/efi/runtime", "");
        if (variable is not null)
        {
            _guest.Write(
                "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
                variable
            );
        }

        Assert.Equal(
            expected,
            _guest.RunJson("dash", "list").Result.GetProperty("secure_boot").GetRawText()
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_guest_can_be_named_by_hand(string shell)
    {
        _guest
            .Disc.Row(
                "tool",
                "1.0",
                "rpm",
                "projects/tool/a",
                "-",
                ("family", "rhel"),
                ("release", ">=8 <10"),
                ("arch", "aarch64")
            )
            .Burn();

        Assert.Equal(
            (0, "This guest: linux rocky 9.4 aarch64\ntool 1.0: absent (rpm)\n"),
            _guest.Run(shell, "list", "--distro", "rocky:9.4", "--arch=arm64")
        );
        Assert.Equal(
            (0, "This guest: linux debian 9 x86_64\ntool 1.0: not-applicable\n"),
            _guest.Run(shell, "list", "--distro=debian:9")
        );
    }

    public void Dispose() => _guest.Dispose();

    private static IEnumerable<string?> Statuses(JsonElement result) =>
        result
            .GetProperty("components")
            .EnumerateArray()
            .Select(c => c.GetProperty("status").GetString());
}
