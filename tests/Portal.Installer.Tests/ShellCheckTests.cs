using System.Diagnostics;

namespace Portal.Installer.Tests;

public sealed class ShellCheckTests
{
    [Theory]
    [InlineData("install.sh")]
    [InlineData("installer/starter.sh")]
    public void Shellcheck_finds_nothing(string file)
    {
        var script = Path.Combine(Disc.Installers, file);
        var info = new ProcessStartInfo("shellcheck", ["--shell=sh", "--severity=style", script])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(info)!;
        var found = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal("", found);
        Assert.Equal(0, process.ExitCode);
    }
}
