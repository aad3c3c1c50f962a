namespace Portal.Setup.Tests;

/// <summary>Installers of their makers' own, and scripts.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly Guest _guest = new();

    public void Dispose() => _guest.Dispose();

    [Fact]
    public void A_program_is_found_again_by_its_name_in_windows_list()
    {
        var disc = Disc("1.0", ("switches", "/S /D=\"C:\\x y\""), ("product", "The Agent"));

        Assert.Equal(["agent: installed"], _guest.Result(disc, "install").Statuses());
        Assert.Equal(["agent\t/S\t/D=C:\\x y"], _guest.Calls());
        Assert.Equal(["agent: current"], _guest.Result(disc, "install").Statuses());
        Assert.Equal(["agent: current"], _guest.Result(disc, "status").Statuses());
        Assert.Empty(_guest.Calls());

        File.Delete(_guest.At("programs/The Agent"));
        Assert.Equal(["agent: absent"], _guest.Result(disc, "status").Statuses());
        Assert.Equal(["agent: installed"], _guest.Result(disc, "install").Statuses());
    }

    [Fact]
    public void It_is_taken_away_as_windows_list_says()
    {
        var disc = Disc("1.0", ("product", "The Agent"), ("uninstall", "/S"));
        _guest.Result(disc, "install");
        _guest.Write("programs/The Agent", "1.0\n\"" + _guest.At("bin/un ins.exe") + "\" /x\n");
        _guest.Tool("un ins.exe", Recorder("rm -f \"$root/programs/The Agent\""));
        _guest.Calls();

        Assert.Equal(["agent: removed"], _guest.Result(disc, "uninstall").Statuses());

        Assert.Equal(["un ins\t/x\t/S"], _guest.Calls());
    }

    [Fact]
    public void A_quiet_way_out_goes_before_the_other()
    {
        var disc = Disc("1.0", ("product", "The Agent"), ("uninstall", "/S"));
        _guest.Result(disc, "install");
        _guest.Write(
            "programs/The Agent",
            "1.0\nloud.exe\n" + _guest.At("bin/quiet.exe") + " /q\n"
        );
        _guest.Tool("quiet.exe", Recorder(""));
        _guest.Calls();

        Assert.Equal(["agent: removed"], _guest.Result(disc, "uninstall").Statuses());
        Assert.Equal(["quiet\t/q"], _guest.Calls());
    }

    [Fact]
    public void A_program_that_was_there_before_stays()
    {
        _guest.Write("programs/The Agent", "0.5\n");
        var disc = Disc("1.0", ("product", "The Agent"), ("uninstall", "/S"));

        Assert.Equal(["agent: updated"], _guest.Result(disc, "install").Statuses());
        Assert.Equal(["agent: kept"], _guest.Result(disc, "uninstall").Statuses());
    }

    [Fact]
    public void Without_a_name_the_state_tells_and_the_same_file_takes_it_away()
    {
        var disc = Disc("1.0", ("uninstall", "/remove"));
        Assert.Equal(["agent: absent"], _guest.Result(disc, "status").Statuses());
        _guest.Result(disc, "install");
        Assert.Equal(["agent: current"], _guest.Result(disc, "status").Statuses());
        _guest.Calls();

        Assert.Equal(["agent: removed"], _guest.Result(disc, "uninstall").Statuses());
        Assert.Equal(["agent\t/remove"], _guest.Calls());
    }

    [Fact]
    public void What_nobody_knows_to_take_away_is_kept()
    {
        var disc = Disc("1.0");
        _guest.Result(disc, "install");

        Assert.Equal(["agent: kept"], _guest.Result(disc, "uninstall").Statuses());
    }

    [Fact]
    public void Its_codes_are_those_of_the_component()
    {
        var disc = Disc("1.0", ("ok", "0,2"), ("restart", "3"));
        _guest.Codes("agent", 3);
        Assert.Equal(10, _guest.Result(disc, "install").Exit());

        var newer = Disc("2.0", ("ok", "0,2"), ("restart", "3"));
        _guest.Codes("agent", 1);
        Assert.Equal(["agent: failed"], _guest.Result(newer, "install").Statuses());
    }

    [Fact]
    public void A_script_gets_its_word_and_what_it_has_to_know()
    {
        _guest.Tool(
            "cmd.exe",
            Recorder(
                """
                env | grep '^GT_' | sed "s|$root|~|" | sort >"$root/env"
                case "$*" in
                    *status) [ -e "$root/done" ] || printf 1 >"$root/exit" ;;
                    *install) : >"$root/done" ;;
                esac
                """
            )
        );
        var disc = _guest
            .Disc()
            .Write("projects/tool/do it.cmd", "rem\r\n")
            .Row("tool", "1.0", "script", "projects/tool/do it.cmd")
            .Burn();

        Assert.Equal(["tool: absent"], _guest.Result(disc, "status").Statuses());
        Assert.Equal(["tool: installed"], _guest.Result(disc, "install").Statuses());
        Assert.Equal(["tool: current"], _guest.Result(disc, "install").Statuses());

        // As cmd takes it apart, which does so otherwise than this system: the outer quotation marks go.
        Assert.Contains(
            $"cmd.exe /d /s /c \"\"{disc.At("projects/tool/do it.cmd")}\" status\"",
            _guest.Read("data/log/tool.log"),
            StringComparison.Ordinal
        );
        Assert.Equal(3, _guest.Calls().Count);
        Assert.Equal(
            """
            GT_ARCH=x86_64
            GT_BEFORE=1.0
            GT_COMPONENT_DIR=~/disc/projects/tool
            GT_DISTRO=windows
            GT_ISO=~/disc
            GT_OS=windows
            GT_STATE=~/data/components/tool
            GT_VERSION=10.0.22621

            """,
            _guest.Read("env")
        );
    }

    [Theory]
    [InlineData(0, "installed", 0)]
    [InlineData(10, "installed", 10)]
    [InlineData(11, "current", 11)]
    [InlineData(20, "not-applicable", 20)]
    [InlineData(21, "failed", 21)]
    [InlineData(22, "failed", 22)]
    [InlineData(23, "failed", 23)]
    [InlineData(24, "blocked", 24)]
    [InlineData(1, "failed", 1)]
    public void The_codes_of_scripts_are_the_installers_own(int code, string status, int exit)
    {
        _guest.Tool("powershell.exe", Recorder(""));
        _guest.Codes("powershell", code);
        var disc = _guest
            .Disc()
            .Write("projects/tool/a.ps1", "")
            .Row("tool", "1.0", "script", "projects/tool/a.ps1")
            .Burn();

        var result = _guest.Result(disc, "install");

        Assert.Equal((status, exit), ((string)result.Component("tool")["status"]!, result.Exit()));
        Assert.Equal(
            [
                "powershell\t-NoProfile\t-NonInteractive\t-ExecutionPolicy\tBypass\t-File\t~/disc/projects/tool/a.ps1\tinstall",
            ],
            _guest.Calls()
        );
    }

    private WindowsDisc Disc(string version, params (string Name, string Value)[] more)
    {
        var disc = _guest.Disc("disc" + version, version);
        disc.Write(
            "projects/agent/agent.exe",
            Recorder(
                    "case \"${1:-}\" in /remove) ;; *) mkdir -p \"$root/programs\"; [ -e \"$root/programs/The Agent\" ] || echo 1.0 >\"$root/programs/The Agent\" ;; esac"
                )
                .Replace("$(dirname -- \"$0\")/..", _guest.At(""), StringComparison.Ordinal)
        );
        File.SetUnixFileMode(disc.At("projects/agent/agent.exe"), (UnixFileMode)0b111_101_101);
        return disc.Row("agent", version, "exe", "projects/agent/agent.exe", more).Burn();
    }

    private static string Recorder(string more) => Guest.Head + "\n" + more + "\n";
}
