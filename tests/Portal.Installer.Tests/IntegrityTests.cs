namespace Portal.Installer.Tests;

public sealed class IntegrityTests : IDisposable
{
    private readonly Guest _guest = new();

    public IntegrityTests()
    {
        _guest
            .Disc.Write("projects/tool/data/table.bin", "data")
            .Script("good")
            .Script("tool")
            .Burn();
    }

    [Theory, ClassData(typeof(Shells))]
    public void An_altered_file_of_any_component_stops_everything(string shell)
    {
        foreach (
            var path in new[]
            {
                "projects/tool/do it.sh",
                "projects/tool/data/table.bin",
                "guest-tools/release.json",
            }
        )
        {
            var whole = File.ReadAllText(_guest.Disc.At(path));
            _guest.Disc.Write(path, whole + "\n");

            var run = _guest.Run(shell, "install");

            Assert.Equal(22, run.ExitCode);
            Assert.Contains(path, run.Output, StringComparison.Ordinal);
            Assert.Empty(_guest.Calls());
            _guest.Disc.Write(path, whole);
        }

        Assert.Equal(0, _guest.Run(shell, "install").ExitCode);
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_missing_or_unlisted_file_stops_everything(string shell)
    {
        var sums = File.ReadAllLines(_guest.Disc.At("guest-tools/SHA256SUMS"));
        _guest.Disc.Write(
            "guest-tools/SHA256SUMS",
            string.Concat(
                sums.Where(line => !line.EndsWith("tool/do it.sh", StringComparison.Ordinal))
                    .Select(line => line + "\n")
            )
        );
        Assert.Equal(22, _guest.Run(shell, "install").ExitCode);

        File.Delete(_guest.Disc.At("guest-tools/SHA256SUMS"));
        Assert.Equal(22, _guest.Run(shell, "install").ExitCode);

        _guest.Disc.Write(
            "guest-tools/SHA256SUMS",
            string.Concat(sums.Select(line => line + "\n"))
        );
        File.Delete(_guest.Disc.At("projects/tool/data/table.bin"));
        Assert.Equal(22, _guest.Run(shell, "install").ExitCode);
        Assert.Empty(_guest.Calls());
    }

    [Theory, ClassData(typeof(Shells))]
    public void An_altered_table_is_not_believed(string shell)
    {
        var table = File.ReadAllText(_guest.Disc.At("guest-tools/install.tsv"));
        _guest.Disc.Write(
            "guest-tools/install.tsv",
            table.Replace("\ttool\t1.0\t", "\ttool\t1.1\t", StringComparison.Ordinal)
        );

        Assert.Equal(22, _guest.Run(shell, "install").ExitCode);
        Assert.Empty(_guest.Calls());
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_damaged_table_ends_every_verb_with_one_sentence(string shell)
    {
        foreach (var path in new[] { "guest-tools/install.tsv", "guest-tools/release.json" })
        {
            var whole = File.ReadAllText(_guest.Disc.At(path));
            foreach (var damaged in new[] { whole + "x\n", whole[..^1], "" })
            {
                _guest.Disc.Write(path, damaged);
                foreach (var verb in new[] { "list", "status", "install", "uninstall" })
                {
                    Assert.Equal(
                        (
                            22,
                            $"install.sh: {path} is not what guest-tools/SHA256SUMS says: the disc is damaged or was altered"
                        ),
                        _guest.Run(shell, verb)
                    );
                }
            }

            _guest.Disc.Write(path, whole);
        }

        Assert.False(File.Exists(Path.Combine(_guest.State, "state.json")));
        Assert.Empty(_guest.Calls());
    }

    [Theory, ClassData(typeof(Shells))]
    public void Damaged_sums_end_every_verb_with_one_sentence(string shell)
    {
        var sums = File.ReadAllText(_guest.Disc.At("guest-tools/SHA256SUMS"));
        foreach (
            var damaged in new[]
            {
                "",
                "x\n",
                sums.Replace("guest-tools/", "guest-tool/", StringComparison.Ordinal),
            }
        )
        {
            _guest.Disc.Write("guest-tools/SHA256SUMS", damaged);
            foreach (var verb in new[] { "list", "status", "install", "uninstall" })
            {
                Assert.Equal(
                    (
                        22,
                        "install.sh: guest-tools/SHA256SUMS does not list guest-tools/install.tsv: the disc is damaged or was altered"
                    ),
                    _guest.Run(shell, verb)
                );
            }
        }
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_damaged_component_can_still_be_listed(string shell)
    {
        _guest.Disc.Write("projects/tool/data/table.bin", "atad");

        Assert.Equal(0, _guest.Run(shell, "list").ExitCode);
        Assert.Equal(22, _guest.Run(shell, "status").ExitCode);
    }

    [Theory, ClassData(typeof(Shells))]
    public void Without_sha256sum_busybox_or_openssl_does_it(string shell)
    {
        foreach (
            var missing in new[]
            {
                new[] { "sha256sum" },
                ["sha256sum", "busybox"],
                ["sha256sum", "busybox", "openssl"],
            }
        )
        {
            foreach (var program in missing)
            {
                _guest.Program(program, "exit 127");
            }

            // The openssl that only fails is worse than none: nothing may pass by it.
            Assert.Equal(missing.Length < 3 ? 0 : 22, _guest.Run(shell, "status").ExitCode);
        }

        _guest.NoProgram("openssl");
        _guest.Disc.Write("projects/tool/data/table.bin", "atad");
        var run = _guest.Run(shell, "install");
        Assert.Equal(22, run.ExitCode);
        Assert.Contains("projects/tool/data/table.bin", run.Output, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_tool_that_dies_half_way_has_not_checked(string shell)
    {
        _guest.Program(
            "sha256sum",
            "[ $# = 0 ] || { echo 'guest-tools/install.tsv: OK'; exit 0; }"
        );
        Assert.Equal(22, _guest.Run(shell, "install").ExitCode);

        _guest.Program(
            "sha256sum",
            "[ $# = 0 ] || { echo 'guest-tools/install.tsv: OK'; echo 'guest-tools/release.json: OK'; exit 0; }"
        );
        Assert.Equal(0, _guest.Run(shell, "list").ExitCode);
        Assert.Equal(22, _guest.Run(shell, "install").ExitCode);
        Assert.Empty(_guest.Calls());
    }

    public void Dispose() => _guest.Dispose();
}
