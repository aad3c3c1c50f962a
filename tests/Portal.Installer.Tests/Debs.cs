using System.Diagnostics;

namespace Portal.Installer.Tests;

/// <summary>Real packages, made by dpkg-deb and installed by the real dpkg into a guest's folder.</summary>
internal static class Debs
{
    /// <summary>Gives the guest a dpkg with nothing installed.</summary>
    public static void Prepare(Guest guest) =>
        guest
            .NoProgram("dpkg")
            .Write("var/lib/dpkg/status", "")
            .Write("var/lib/dpkg/available", "")
            .Write("var/lib/dpkg/info/format", "1\n")
            .Write("var/lib/dpkg/updates/.keep", "")
            .Write("var/lib/dpkg/triggers/.keep", "")
            .Without("var/lib/dpkg/updates/.keep");

    /// <summary>What dpkg's status file says of an installed package.</summary>
    public static string Status(string package, string version, string? provides = null) =>
        $"Package: {package}\nStatus: install ok installed\nArchitecture: all\nMulti-Arch: allowed\nVersion: {version}\n"
        + (provides is null ? "" : $"Provides: {provides}\n")
        + "Maintainer: a <a@example.org>\nDescription: a package\n\n";

    /// <summary>The version of an installed and configured package; else nothing.</summary>
    public static string Installed(Guest guest, string package)
    {
        var answer = Tool(
            "dpkg-query",
            $"--admindir={guest.Root}/var/lib/dpkg",
            "-W",
            "-f",
            "${Status} ${Version}",
            package
        );
        return answer.StartsWith("install ok installed ", StringComparison.Ordinal)
            ? answer.Split(' ')[3]
            : "";
    }

    /// <summary>Puts a package onto the disc, at projects/agent/PACKAGE_VERSION.deb.</summary>
    /// <param name="scripts">Maintainer scripts by name, such as preinst.</param>
    /// <param name="settings">True: it has the configuration file /etc/PACKAGE.conf.</param>
    public static void Make(
        Guest guest,
        string package,
        string version,
        string? depends = null,
        string architecture = "all",
        bool settings = false,
        params (string Name, string Text)[] scripts
    )
    {
        var tree = Path.Combine(guest.Folder, "tree");
        Directory.CreateDirectory(Path.Combine(tree, "DEBIAN"));
        Directory.CreateDirectory(Path.Combine(tree, "usr/share", package));
        File.WriteAllText(Path.Combine(tree, "usr/share", package, "version"), version);
        File.WriteAllText(
            Path.Combine(tree, "DEBIAN/control"),
            $"Package: {package}\nVersion: {version}\nArchitecture: {architecture}\n"
                + (depends is null ? "" : $"Depends: {depends}\n")
                + "Maintainer: a <a@example.org>\nDescription: a package\n"
        );
        if (settings)
        {
            Directory.CreateDirectory(Path.Combine(tree, "etc"));
            File.WriteAllText(Path.Combine(tree, "etc", package + ".conf"), "as packaged\n");
            File.WriteAllText(Path.Combine(tree, "DEBIAN/conffiles"), $"/etc/{package}.conf\n");
        }

        foreach (var (name, text) in scripts)
        {
            var path = Path.Combine(tree, "DEBIAN", name);
            File.WriteAllText(path, "#!/bin/sh\n" + text);
            File.SetUnixFileMode(
                path,
                UnixFileMode.UserRead
                    | UnixFileMode.UserWrite
                    | UnixFileMode.UserExecute
                    | UnixFileMode.GroupRead
                    | UnixFileMode.GroupExecute
                    | UnixFileMode.OtherRead
                    | UnixFileMode.OtherExecute
            );
        }

        Directory.CreateDirectory(guest.Disc.At("projects/agent"));
        var file = guest.Disc.At($"projects/agent/{package}_{version}.deb");
        Tool("dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, file);
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
