namespace Portal.Installer.Tests;

public sealed class PolicyTests : IDisposable
{
    private readonly Guest _guest = new();

    public PolicyTests() =>
        _guest.Disc.Script("base").Script("tool", requires: "base").Script("other").Burn();

    [Theory, ClassData(typeof(Shells))]
    public void A_guest_that_denies_everything_is_left_alone(string shell)
    {
        Policy("# ours\n\ndeny = all   # for now\n");

        foreach (var verb in new[] { "install", "update", "rollback", "uninstall" })
        {
            Assert.Equal(24, _guest.Run(shell, verb).ExitCode);
            Assert.Contains(
                "nothing is to be changed",
                _guest.Result().GetProperty("message").GetString(),
                StringComparison.Ordinal
            );
        }

        Assert.Empty(_guest.Calls());
        Assert.Equal(0, _guest.Run(shell, "status").ExitCode);
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_denied_component_is_no_failure_and_takes_with_it_what_requires_it(string shell)
    {
        Policy("deny = base, unknown\r\n");

        Assert.Equal(
            (
                0,
                "base 1.0: blocked (by the policy of this guest)\ntool 1.0: blocked (requires base)\nother 1.0: installed\n"
            ),
            _guest.Run(shell, "install")
        );
        Assert.Equal(["other install"], _guest.Calls());
        Assert.Equal(24, _guest.Run(shell, "install", "--only", "tool").ExitCode);
    }

    [Theory, ClassData(typeof(Shells))]
    public void Only_what_is_named_is_touched(string shell)
    {
        Policy("only = base tool\ndeny=tool\n");

        Assert.Equal(0, _guest.Run(shell, "install").ExitCode);
        Assert.Equal(["base install"], _guest.Calls());
        Assert.Contains(
            "other 1.0: blocked (script, by the policy of this guest)\n",
            _guest.Run(shell, "list").Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_is_in_place_stays_when_the_owner_denies_it()
    {
        _guest.Run("dash", "install");
        Policy("deny = tool\n");

        Assert.Equal(
            (
                0,
                "other 1.0: removed\ntool 1.0: blocked (by the policy of this guest)\nbase 1.0: blocked (what requires it stays)\n"
            ),
            _guest.Run("dash", "uninstall")
        );
    }

    [Theory]
    [InlineData("allow = all\n", 0)]
    [InlineData("", 0)]
    [InlineData("trust-publisher = Red Hat, Inc.\n", 0)]
    [InlineData("deny = al!\n", 24)]
    [InlineData("deny\n", 24)]
    [InlineData("deny =\n", 24)]
    [InlineData("forbid = all\n", 24)]
    [InlineData("allow = tool\n", 24)]
    [InlineData("only = *\n", 24)]
    [InlineData("deny = all", 24)]
    public void A_line_that_is_not_understood_forbids_everything(string text, int code)
    {
        Policy(text);

        foreach (var shell in Shells.All)
        {
            Assert.Equal(code, _guest.Run(shell, "install", "--dry-run").ExitCode);
        }
    }

    [Fact]
    public void A_script_may_speak_for_the_owner_too()
    {
        _guest
            .NextDisc("1.1")
            .Script("tool", body: "exit 24")
            .Script("next", requires: "tool")
            .Burn();

        Assert.Equal(
            (
                24,
                "tool 1.0: blocked (by the policy of this guest)\nnext 1.0: blocked (requires tool)\n"
            ),
            _guest.Run("dash", "install")
        );
    }

    public void Dispose() => _guest.Dispose();

    private void Policy(string text) => _guest.Write("etc/guest-tools.conf", text);
}
