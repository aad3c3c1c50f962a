using System.Diagnostics;

namespace Portal.Packaging.Tests.Versions;

/// <summary>Runs a POSIX shell script with the real tools; a script that fails fails the test.</summary>
internal static class Shell
{
    /// <summary>Gives what the script prints.</summary>
    public static string Run(string script, string input = "", string? folder = null)
    {
        var start = new ProcessStartInfo("sh", ["-eu", "-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), "The tool does not end.");
        Assert.True(process.ExitCode == 0, $"Exit code {process.ExitCode}: {errors.Result}");
        return output.Result;
    }
}
