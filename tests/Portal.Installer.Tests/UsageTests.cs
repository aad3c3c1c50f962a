namespace Portal.Installer.Tests;

public sealed class UsageTests : IDisposable
{
    private readonly Guest _guest = new();

    public UsageTests() => _guest.Disc.Script("tool").Burn();

    [Theory]
    [InlineData]
    [InlineData("explode")]
    [InlineData("install", "uninstall")]
    [InlineData("install", "--only")]
    [InlineData("install", "--only", "nothing")]
    [InlineData("install", "--only", "tool,,tool")]
    [InlineData("install", "--only", "to*")]
    [InlineData("install", "--force")]
    [InlineData("install", "--force=yes")]
    [InlineData("install", "--only=")]
    [InlineData("install", "--result")]
    [InlineData("install", "--run-id", "7")]
    [InlineData("install", "--run-id=0123456789ABCDEF0123456789ABCDEF")]
    [InlineData("install", "--arch", "x86;reboot")]
    [InlineData("install", "--distro=Debian 12")]
    [InlineData("install", "--key=/etc/passwd")]
    public void A_wrong_use_is_refused_before_anything_is_done(params string[] arguments)
    {
        foreach (var shell in new[] { "dash", "mksh" })
        {
            Assert.Equal(2, _guest.Run(shell, arguments).ExitCode);
        }

        Assert.Empty(_guest.Calls());
        Assert.False(File.Exists(Path.Combine(_guest.State, "state.json")));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Help_tells_the_verbs_and_the_exit_codes(string shell)
    {
        var run = _guest.Run(shell, "--help");

        Assert.Equal(0, run.ExitCode);
        foreach (
            var word in new[]
            {
                "install",
                "status",
                "uninstall",
                "list",
                "--only",
                "--dry-run",
                "22 the disc is damaged",
                "rollback",
                "--run-id",
            }
        )
        {
            Assert.Contains(word, run.Output, StringComparison.Ordinal);
        }
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_table_of_another_kind_is_not_guessed_at(string shell)
    {
        _guest.Disc.Burn("install-table\t1\n");

        Assert.Equal(20, _guest.Run(shell, "install").ExitCode);
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_state_folder_that_cannot_be_made_says_to_be_root(string shell)
    {
        _guest.Write("var/lib", "a file in the way");

        var run = _guest.Run(shell, "install");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("as root", run.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _guest.Dispose();
}
