using System.Diagnostics;

namespace Portal.Installer.Tests;

/// <summary>Real packages, made by rpmbuild and installed by the real rpm into a guest's folder.</summary>
internal static class Rpms
{
    private static readonly Lock Building = new();

    /// <summary>Gives the guest an rpm with nothing installed.</summary>
    public static void Prepare(Guest guest)
    {
        guest.Release("ID=fedora\nVERSION_ID=41\n");
        Directory.CreateDirectory(Path.Combine(guest.Root, "var/lib/rpm"));
        // rpm changes its root, which is for root alone; elsewhere a user namespace stands in.
        guest.Program(
            "rpm",
            $"{(Environment.UserName == "root" ? "" : "exec unshare -r ")}/usr/bin/rpm --define '_dbpath /var/lib/rpm' \"$@\""
        );
    }

    /// <summary>The version of an installed package; else nothing.</summary>
    public static string Installed(Guest guest, string package)
    {
        var (code, output) = Run(guest, "-q", "--qf", "%{VERSION}-%{RELEASE}", package);
        return code == 0 ? output : "";
    }

    /// <summary>The guest's own rpm.</summary>
    public static (int ExitCode, string Output) Run(Guest guest, params string[] arguments) =>
        Tool(
            Path.Combine(guest.Folder, "bin/rpm"),
            ["--root", guest.Root, .. arguments],
            guest.Folder
        );

    /// <summary>Each is built once for all tests of a run.</summary>
    public static string Built(string name)
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
