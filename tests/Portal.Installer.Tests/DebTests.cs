using System.Diagnostics;
using System.Globalization;

namespace Portal.Installer.Tests;

/// <summary>Real packages, made by dpkg-deb and installed by the real dpkg into the guest's folder.</summary>
public sealed class DebTests : IDisposable
{
    private readonly Guest _guest = new();

    public DebTests()
    {
        _guest
            .NoProgram("dpkg")
            .Write("var/lib/dpkg/status", "")
            .Write("var/lib/dpkg/available", "")
            .Write("var/lib/dpkg/info/format", "1\n")
            .Write("var/lib/dpkg/updates/.keep", "")
            .Write("var/lib/dpkg/triggers/.keep", "")
            .Without("var/lib/dpkg/updates/.keep");
    }

    private Disc Disc => _guest.Disc;

    [Theory, ClassData(typeof(Shells))]
    public void A_package_is_installed_once_updated_and_never_downgraded(string shell)
    {
        Deb("tool", "1.0");
        Disc.Row("agent", "1.0", "deb", "projects/agent/tool_1.0.deb").Burn();

        Assert.Equal((0, "agent 1.0: installed\n"), _guest.Run(shell, "install"));
        Assert.Equal("1.0", Installed("tool"));
        Assert.True(File.Exists(Path.Combine(_guest.Root, "usr/share/tool/version")));
        Assert.Equal((11, "agent 1.0: current\n"), _guest.Run(shell, "install"));
        Assert.Equal((0, "agent 1.0: in-place\n"), _guest.Run(shell, "status"));

        Deb("tool", "1.10");
        new Disc(Disc.Path).Row("agent", "1.10", "deb", "projects/agent/tool_1.10.deb").Burn();
        Assert.Equal((0, "agent 1.10: absent\n"), _guest.Run(shell, "status"));
        Assert.Equal((0, "agent 1.10: would-install\n"), _guest.Run(shell, "install", "--dry-run"));
        Assert.Equal("1.0", Installed("tool"));
        Assert.Equal((0, "agent 1.10: installed\n"), _guest.Run(shell, "install"));
        Assert.Equal("1.10", Installed("tool"));

        new Disc(Disc.Path).Row("agent", "1.0", "deb", "projects/agent/tool_1.0.deb").Burn();
        Assert.Equal(
            (11, "agent 1.0: current (tool 1.10 is newer)\n"),
            _guest.Run(shell, "install")
        );
        Assert.Equal("1.10", Installed("tool"));
    }

    [Theory]
    [InlineData("nowhere", "nowhere")]
    [InlineData("libc (>= 3)", "libc (>= 3)")]
    [InlineData("libc(>=3), libc", "libc (>= 3)")]
    [InlineData("libc, nowhere | elsewhere (= 1)", "nowhere | elsewhere (= 1)")]
    [InlineData("libglib (>= 2.90)", "libglib (>= 2.90)")]
    [InlineData("removed", "removed")]
    [InlineData("libc", null)]
    [InlineData("libc:any (>= 2.30)", null)]
    [InlineData("nowhere | libc (<< 3)", null)]
    [InlineData("virtual-mta", null)]
    [InlineData("libglib (>= 2.80)", null)]
    [InlineData("sibling (= 1.0)", null)]
    public void A_missing_dependency_is_found_before_anything_is_unpacked(
        string depends,
        string? missing
    )
    {
        _guest.Write(
            "var/lib/dpkg/status",
            Status("libc", "2.36")
                + Status("mta", "1", "mail, virtual-mta")
                + Status("libglib-new", "2.80", "libglib (= 2.80)")
                + Status("removed", "1")
                    .Replace("ok installed", "ok config-files", StringComparison.Ordinal)
        );
        Deb("tool", "1.0", depends);
        Deb("sibling", "1.0");
        Disc.Row(
                "agent",
                "1.0",
                "deb",
                "projects/agent/sibling_1.0.deb|projects/agent/tool_1.0.deb"
            )
            .Burn();

        foreach (var shell in Shells.All)
        {
            var run = _guest.Run(shell, "install", "--dry-run");
            Assert.Equal(
                missing is null
                    ? (0, "agent 1.0: would-install\n")
                    : (21, $"agent 1.0: failed (needs {missing})\n"),
                run
            );
        }

        if (missing is null)
        {
            Assert.Equal((0, "agent 1.0: installed\n"), _guest.Run("dash", "install"));
            Assert.Equal("1.0", Installed("tool"));
        }
        else
        {
            Assert.Equal(21, _guest.Run("dash", "install").ExitCode);
            Assert.Equal("", Installed("tool"));
        }
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_package_of_another_architecture_is_refused_and_the_others_go_on(string shell)
    {
        Deb("strange", "1.0", architecture: "s390x");
        Deb("tool", "1.0");
        Disc.Row("strange", "1.0", "deb", "projects/agent/strange_1.0.deb")
            .Row("agent", "1.0", "deb", "projects/agent/tool_1.0.deb")
            .Burn();

        var run = _guest.Run(shell, "install");

        Assert.Equal(3, run.ExitCode);
        Assert.Matches("strange 1.0: failed .*\nagent 1.0: installed\n", run.Output);
        Assert.Equal("", Installed("strange"));
        Assert.Contains(
            "architecture",
            File.ReadAllText(Path.Combine(_guest.State, "log/strange.log")),
            StringComparison.Ordinal
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public void What_is_half_configured_is_finished_first(string shell)
    {
        _guest.Write(
            "var/lib/dpkg/status",
            Status("half", "1").Replace("ok installed", "ok unpacked", StringComparison.Ordinal)
        );
        _guest.Write("var/lib/dpkg/info/half.list", "/.\n");
        Deb("tool", "1.0");
        Disc.Row("agent", "1.0", "deb", "projects/agent/tool_1.0.deb").Burn();

        Assert.Equal((0, "agent 1.0: installed\n"), _guest.Run(shell, "install"));
        Assert.Equal("1", Installed("half"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_held_lock_of_the_package_manager_is_busy(string shell)
    {
        Deb("tool", "1.0");
        Disc.Row("agent", "1.0", "deb", "projects/agent/tool_1.0.deb").Burn();
        _guest.Program(
            "dpkg",
            "case \"$*\" in *' -i '*) echo 'dpkg: error: dpkg frontend lock was locked by another process with pid 1' >&2; exit 2 ;; *) exec /usr/bin/dpkg \"$@\" ;; esac"
        );

        Assert.Equal((23, "agent 1.0: failed (busy)\n"), _guest.Run(shell, "install"));
    }

    [Theory, ClassData(typeof(Shells))]
    public void Dpkg_is_asked_without_acting_before_it_acts(string shell)
    {
        Deb("tool", "1.0");
        Disc.Row("agent", "1.0", "deb", "projects/agent/tool_1.0.deb").Burn();
        _guest.Program(
            "dpkg",
            "case \"$*\" in *' -i '*) echo \"$2 $3 $DEBIAN_FRONTEND\" >>\"$CALLS\" ;; *) exec /usr/bin/dpkg \"$@\" ;; esac"
        );

        Assert.Equal(0, _guest.Run(shell, "install").ExitCode);
        Assert.Equal(
            ["--no-act -i noninteractive", "--force-confdef --force-confold noninteractive"],
            _guest.Calls()
        );

        _guest.Program(
            "dpkg",
            "case \"$*\" in *' -i '*) echo \"$2 $3\" >>\"$CALLS\"; exit 1 ;; *) exec /usr/bin/dpkg \"$@\" ;; esac"
        );
        Assert.Equal(1, _guest.Run(shell, "install").ExitCode);
        Assert.Equal(["--no-act -i"], _guest.Calls());
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_file_that_is_no_package_fails_alone(string shell)
    {
        Disc.Write("projects/agent/tool.deb", "no package")
            .Row("agent", "1.0", "deb", "projects/agent/tool.deb")
            .Script("other")
            .Burn();

        var run = _guest.Run(shell, "install");

        Assert.Equal(3, run.ExitCode);
        Assert.Matches("agent 1.0: failed .*\nother 1.0: installed\n", run.Output);
        Assert.Equal(
            (1, "agent 1.0: unknown (a package cannot be read)\nother 1.0: in-place\n"),
            _guest.Run(shell, "status")
        );
    }

    public void Dispose() => _guest.Dispose();

    private static string Status(string package, string version, string? provides = null) =>
        $"Package: {package}\nStatus: install ok installed\nArchitecture: all\nMulti-Arch: allowed\nVersion: {version}\n"
        + (provides is null ? "" : $"Provides: {provides}\n")
        + "Maintainer: a <a@example.org>\nDescription: a package\n\n";

    private string Installed(string package)
    {
        var answer = Tool(
            "dpkg-query",
            $"--admindir={_guest.Root}/var/lib/dpkg",
            "-W",
            "-f",
            "${Status} ${Version}",
            package
        );
        return answer.StartsWith("install ok installed ", StringComparison.Ordinal)
            ? answer.Split(' ')[3]
            : "";
    }

    private void Deb(
        string package,
        string version,
        string? depends = null,
        string architecture = "all"
    )
    {
        var tree = Path.Combine(_guest.Root, "..", "tree");
        Directory.CreateDirectory(Path.Combine(tree, "DEBIAN"));
        Directory.CreateDirectory(Path.Combine(tree, "usr/share", package));
        File.WriteAllText(Path.Combine(tree, "usr/share", package, "version"), version);
        File.WriteAllText(
            Path.Combine(tree, "DEBIAN/control"),
            $"Package: {package}\nVersion: {version}\nArchitecture: {architecture}\n"
                + (depends is null ? "" : $"Depends: {depends}\n")
                + "Maintainer: a <a@example.org>\nDescription: a package\n"
        );
        Directory.CreateDirectory(Disc.At("projects/agent"));
        var file = Disc.At(
            string.Create(CultureInfo.InvariantCulture, $"projects/agent/{package}_{version}.deb")
        );
        Tool("dpkg-deb", "--root-owner-group", "--build", tree, file);
        Assert.True(File.Exists(file));
        Directory.Delete(tree, recursive: true);
    }

    private static string Tool(string program, params string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
