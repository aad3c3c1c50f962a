using System.Diagnostics;

namespace Portal.Installer.Tests;

/// <summary>Real packages, made by rpmbuild and installed by the real rpm into the guest's folder.</summary>
[Trait("Speed", "Slow")]
public sealed class RpmTests : IDisposable
{
    private static readonly Lock Building = new();

    private readonly Guest _guest = new();

    public RpmTests()
    {
        _guest.Release("ID=fedora\nVERSION_ID=41\n");
        Directory.CreateDirectory(Path.Combine(_guest.Root, "var/lib/rpm"));
        // rpm changes its root, which is for root alone; elsewhere a user namespace stands in.
        _guest.Program(
            "rpm",
            $"{(Environment.UserName == "root" ? "" : "exec unshare -r ")}/usr/bin/rpm --define '_dbpath /var/lib/rpm' \"$@\""
        );
    }

    [Theory, ClassData(typeof(Shells))]
    public void A_package_is_installed_once_updated_rolled_back_and_taken_away(string shell)
    {
        Put("tool-1.0");
        _guest.Disc.Row("agent", "1.0", "rpm", "projects/agent/tool-1.0.rpm").Burn();

        Assert.Equal((0, "agent 1.0: absent\n"), _guest.Run(shell, "status"));
        Assert.Equal((0, "agent 1.0: installed\n"), _guest.Run(shell, "install"));
        Assert.Equal("1.0-1", Installed("tool"));
        Assert.True(File.Exists(Path.Combine(_guest.Root, "usr/share/tool/version")));
        Assert.Equal((11, "agent 1.0: current\n"), _guest.Run(shell, "install"));
        Assert.Equal(
            """["tool.noarch"]""",
            _guest.Recorded("agent")?.GetProperty("put").GetRawText()
        );

        _guest.NextDisc("2.0");
        Put("tool-1.10");
        _guest.Disc.Row("agent", "1.10", "rpm", "projects/agent/tool-1.10.rpm").Burn();
        Assert.Equal(
            (0, "agent 1.10: outdated (tool.noarch 1.0-1 is in place)\n"),
            _guest.Run(shell, "status")
        );
        Assert.Equal((0, "agent 1.10: updated\n"), _guest.Run(shell, "update"));
        Assert.Equal("1.10-1", Installed("tool"));

        _guest.NextDisc("1.0");
        Put("tool-1.0");
        _guest.Disc.Row("agent", "1.0", "rpm", "projects/agent/tool-1.0.rpm").Burn();
        Assert.Equal(
            (11, "agent 1.0: newer (tool.noarch 1.10-1 is in place)\n"),
            _guest.Run(shell, "install")
        );
        Assert.Equal((0, "agent 1.0: downgraded\n"), _guest.Run(shell, "rollback"));
        Assert.Equal("1.0-1", Installed("tool"));

        Assert.Equal((0, "agent 1.0: removed\n"), _guest.Run(shell, "uninstall"));
        Assert.Equal("", Installed("tool"));
        Assert.False(File.Exists(Path.Combine(_guest.Root, "usr/share/tool/version")));
    }

    [Fact]
    public void A_missing_dependency_is_found_before_anything_is_installed()
    {
        Put("needy-1.0");
        Put("tool-1.0");
        _guest
            .Disc.Row("needy", "1.0", "rpm", "projects/agent/needy-1.0.rpm")
            .Row("agent", "1.0", "rpm", "projects/agent/tool-1.0.rpm", "needy")
            .Row("both", "1.0", "rpm", "projects/agent/needy-1.0.rpm|projects/agent/tool-1.0.rpm")
            .Burn();

        var run = _guest.Run("dash", "install", "--only", "agent");

        Assert.Equal(
            (21, "needy 1.0: failed (needs tool = 1.0)\nagent 1.0: blocked (requires needy)\n"),
            run
        );
        Assert.Equal("", Installed("needy"));
        // Together they have all they need.
        Assert.Equal((0, "both 1.0: installed\n"), _guest.Run("dash", "install", "--only", "both"));
    }

    [Fact]
    public void What_was_there_before_stays_and_what_something_needs_is_not_taken_away()
    {
        Put("tool-1.0");
        Put("needy-1.0");
        Rpm("-U", _guest.Disc.At("projects/agent/tool-1.0.rpm"));
        _guest
            .Disc.Row("agent", "1.0", "rpm", "projects/agent/tool-1.0.rpm")
            .Row("needy", "1.0", "rpm", "projects/agent/needy-1.0.rpm")
            .Burn();

        Assert.Equal(
            (0, "agent 1.0: current\nneedy 1.0: installed\n"),
            _guest.Run("dash", "install")
        );
        Assert.Equal(
            (0, "needy 1.0: removed\nagent 1.0: absent\n"),
            _guest.Run("dash", "uninstall")
        );
        Assert.Equal("1.0-1", Installed("tool"));
    }

    [Fact]
    public void A_held_lock_of_rpm_is_busy_and_a_file_that_is_no_package_fails_alone()
    {
        Put("tool-1.0");
        _guest.Disc.Write("projects/agent/bad.rpm", "no package");
        _guest
            .Disc.Row("bad", "1.0", "rpm", "projects/agent/bad.rpm")
            .Row("agent", "1.0", "rpm", "projects/agent/tool-1.0.rpm")
            .Burn();
        Assert.Matches(
            "bad 1.0: failed .*\nagent 1.0: would-install\n",
            _guest.Run("dash", "install", "--dry-run").Output
        );

        _guest.Program(
            "rpm",
            "case \"$*\" in *' -U '*) echo \"error: can't create transaction lock on /var/lib/rpm/.rpm.lock (Resource temporarily unavailable)\" >&2; exit 1 ;; *) exec /usr/bin/rpm --define '_dbpath /var/lib/rpm' \"$@\" ;; esac"
        );
        Assert.Equal(
            (23, "agent 1.0: failed (busy: another package manager is at work)\n"),
            _guest.Run("dash", "install", "--only", "agent")
        );
    }

    [Fact]
    public void Without_rpm_it_says_so()
    {
        _guest.Release("ID=unknown\n");
        Put("tool-1.0");
        _guest
            .Disc.Row("agent", "1.0", "rpm", "projects/agent/tool-1.0.rpm")
            .Row("agent", "1.0", "script", "projects/agent/tool-1.0.rpm", "-", ("os", "linux"))
            .Burn();

        // Its folder of rpm says that its packages are rpm's.
        Assert.Contains(
            "agent 1.0: absent (rpm)",
            _guest.Run("dash", "list").Output,
            StringComparison.Ordinal
        );
        Directory.Delete(Path.Combine(_guest.Root, "var/lib/rpm"));
        Assert.Contains(
            "agent 1.0: absent (script)",
            _guest.Run("dash", "list").Output,
            StringComparison.Ordinal
        );
    }

    public void Dispose() => _guest.Dispose();

    private string Installed(string package)
    {
        var (code, output) = Rpm("-q", "--qf", "%{VERSION}-%{RELEASE}", package);
        return code == 0 ? output : "";
    }

    private (int ExitCode, string Output) Rpm(params string[] arguments) =>
        Tool(
            Path.Combine(_guest.Folder, "bin/rpm"),
            ["--root", _guest.Root, .. arguments],
            _guest.Folder
        );

    /// <summary>Puts a package onto the disc, at projects/agent/NAME-VERSION.rpm; needy requires tool of its version.</summary>
    private void Put(string name)
    {
        Directory.CreateDirectory(_guest.Disc.At("projects/agent"));
        File.Copy(Built(name), _guest.Disc.At($"projects/agent/{name}.rpm"));
    }

    /// <summary>Each is built once for all tests of a run.</summary>
    private static string Built(string name)
    {
        lock (Building)
        {
            var folder = Path.Combine(Path.GetTempPath(), $"gtp-rpms-{Environment.ProcessId}");
            var parts = name.Split('-');
            var built = Path.Combine(folder, $"RPMS/noarch/{name}-1.noarch.rpm");
            if (!File.Exists(built))
            {
                Directory.CreateDirectory(folder);
                AppDomain.CurrentDomain.ProcessExit += (_, _) =>
                {
                    if (Directory.Exists(folder))
                    {
                        Directory.Delete(folder, recursive: true);
                    }
                };
                var spec = Path.Combine(folder, $"{name}.spec");
                File.WriteAllText(
                    spec,
                    $$"""
                    Name: {{parts[0]}}
                    Version: {{parts[1]}}
                    Release: 1
                    Summary: A package
                    License: MIT
                    BuildArch: noarch
                    {{(parts[0] == "needy" ? $"Requires: tool = {parts[1]}" : "")}}
                    %description
                    A package
                    %install
                    mkdir -p %{buildroot}/usr/share/{{parts[0]}}
                    echo {{parts[1]}} >%{buildroot}/usr/share/{{parts[0]}}/version
                    %files
                    /usr/share/{{parts[0]}}

                    """
                );
                var (code, output) = Tool(
                    "rpmbuild",
                    ["-bb", "--quiet", "--define", $"_topdir {folder}", spec],
                    folder
                );
                Assert.True(code == 0, output);
            }

            return built;
        }
    }

    private static (int ExitCode, string Output) Tool(
        string program,
        IEnumerable<string> arguments,
        string folder
    )
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        using var process = Process.Start(info)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (
            process.ExitCode,
            process.ExitCode == 0 ? output : output + errors.GetAwaiter().GetResult()
        );
    }
}
