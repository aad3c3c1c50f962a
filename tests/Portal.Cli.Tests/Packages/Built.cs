using Portal.Cli.Tests.Testing;

namespace Portal.Cli.Tests.Packages;

/// <summary>Packages made by the tools that upstreams make theirs with.</summary>
internal static class Built
{
    public const UnixFileMode FolderMode = (UnixFileMode)0b111_101_101;

    /// <summary>By dpkg-deb, of control fields beyond the version.</summary>
    public static async Task DebAsync(
        string file,
        string compression = "xz",
        string version = "1.0",
        string package = "my-agent",
        string architecture = "amd64",
        string more = ""
    )
    {
        using var work = new WorkFolder();
        var control = Directory.CreateDirectory(work.At("tree/DEBIAN"));
        File.SetUnixFileMode(control.FullName, FolderMode);
        await File.WriteAllTextAsync(
            work.At("tree/DEBIAN/control"),
            $"Package: {package}\nVersion: {version}\nArchitecture: {architecture}\nMaintainer: A <a@example.org>\n{more}"
                + "Description: An agent: \"quoted\"\n more of it\n"
        );
        await RunAsync(
            file,
            "dpkg-deb",
            "--uniform-compression",
            "-Z" + compression,
            "--root-owner-group",
            "--build",
            work.At("tree"),
            file
        );
    }

    /// <summary>By rpmbuild.</summary>
    /// <param name="isSource">True: the source package of it.</param>
    public static async Task RpmAsync(
        string file,
        string license = "MIT AND BSD-3-Clause",
        bool isSource = false
    )
    {
        using var work = new WorkFolder();
        await File.WriteAllTextAsync(
            work.At("tool.spec"),
            $"""
            Name: my-tool
            Epoch: 2
            Version: 1.5
            Release: 3
            Summary: A tool
            License: {license}
            URL: https://example.org/tool
            BuildArch: noarch
            %description
            A tool
            %files

            """
        );
        await RunAsync(
            file,
            "rpmbuild",
            isSource ? "-bs" : "-bb",
            "--quiet",
            "--define",
            $"_topdir {work.At("top")}",
            work.At("tool.spec")
        );
        File.Move(
            Directory.GetFiles(work.At("top"), "*.rpm", SearchOption.AllDirectories).Single(),
            file
        );
    }

    /// <summary>By wixl of msitools; what Latin-1 does not have it loses, so msibuild puts it in, as UTF-8.</summary>
    public static async Task MsiAsync(
        string file,
        string architecture = "x64",
        string name = "My Agent"
    )
    {
        using var work = new WorkFolder();
        await File.WriteAllTextAsync(work.At("payload.txt"), "payload");
        await File.WriteAllTextAsync(
            work.At("agent.wxs"),
            $"""
            <?xml version="1.0" encoding="utf-8"?>
            <Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
              <Product Id="*" Name="{name}" Version="7.2.1" Manufacturer="Example" Language="1033"
                       UpgradeCode="C8B2E5A4-1F60-4C4C-9F0F-1B2F3C4D5E6F">
                <Package InstallerVersion="200" Compressed="yes"/>
                <Media Id="1" Cabinet="a.cab" EmbedCab="yes"/>
                <Directory Id="TARGETDIR" Name="SourceDir">
                  <Component Id="C" Guid="D8B2E5A4-1F60-4C4C-9F0F-1B2F3C4D5E6F">
                    <File Id="F" Name="payload.txt" Source="payload.txt"/>
                  </Component>
                </Directory>
                <Feature Id="All" Level="1"><ComponentRef Id="C"/></Feature>
              </Product>
            </Wix>
            """
        );
        // It takes paths from where it stands.
        await RunAsync(
            file,
            "env",
            $"--chdir={work.Path}",
            "wixl",
            "--arch",
            architecture,
            "-o",
            file,
            "agent.wxs"
        );
        if (name.Any(c => c > '\u00ff'))
        {
            await File.WriteAllTextAsync(work.At("page.idt"), "\r\n\r\n65001\t_ForceCodepage\r\n");
            await File.WriteAllTextAsync(
                work.At("property.idt"),
                "Property\tValue\r\ns72\tl0\r\nProperty\tProperty\r\n"
                    + $"ProductName\t{name}\r\nProductVersion\t7.2.1\r\nManufacturer\tExample\r\n"
                    + "ProductCode\t{DE39E29E-E735-45C0-ABD5-0650E7BD6AAE}\r\n"
            );
            await RunAsync(
                file,
                "msibuild",
                file,
                "-i",
                work.At("page.idt"),
                "-i",
                work.At("property.idt")
            );
        }
    }

    private static async Task RunAsync(string file, string program, params string[] arguments)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var built = await Tool.RunAsync(program, arguments);
        Assert.True(built.ExitCode == 0, built.Error);
    }
}
