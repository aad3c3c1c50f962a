using System.Diagnostics;

namespace Portal.Packaging.Tests.Versions;

/// <summary>Runs a POSIX shell script with the real tools; a script that fails fails the test.</summary>
internal static class Shell
{
    /// <summary>Gives what the script prints.</summary>
    public static async Task<string> RunAsync(
        string script,
        string input = "",
        string? folder = null
    )
    {
        var start = new ProcessStartInfo("sh", ["-eu", "-c", script])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        Assert.True(process.ExitCode == 0, $"Exit code {process.ExitCode}: {await errors}");
        return await output;
    }
}
