using System.Diagnostics;

namespace Portal.Installer.Tests;

public sealed class ShellCheckTests
{
    [Fact]
    public void Shellcheck_finds_nothing()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "install.sh");
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
