using System.Diagnostics;
using System.Text;

namespace Portal.Trust.Tests;

/// <summary>Runs a program from the outside, as a distro's maintainer would. A missing program fails the test.</summary>
internal static class Tool
{
    public static (int ExitCode, string Output) Run(
        string folder,
        string program,
        params string[] arguments
    )
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        info.Environment["GNUPGHOME"] = folder;
        info.Environment["LC_ALL"] = "C";
        using var process = Process.Start(info)!;
        var error = new StringBuilder();
        process.ErrorDataReceived += (_, line) => error.Append(line.Data).Append('\n');
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.ToString().TrimEnd('\n'));
    }
}
