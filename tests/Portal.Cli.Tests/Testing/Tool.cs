using System.Diagnostics;

namespace Portal.Cli.Tests.Testing;

/// <summary>Runs another program.</summary>
internal static class Tool
{
    public static async Task<GtpAnswer> RunAsync(
        string file,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        Func<Process, Task>? meanwhile = null
    )
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (meanwhile is not null)
        {
            await meanwhile(process);
        }

        await process.WaitForExitAsync();
        return new GtpAnswer(process.ExitCode, await output, await error);
    }

    /// <summary>Runs gtp as its own process.</summary>
    public static Task<GtpAnswer> GtpAsync(
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        Func<Process, Task>? meanwhile = null
    )
    {
        // A shell that started the tests in the background has them ignore SIGINT, and children inherit that.
        string[] command = ["--default-signal=INT", "dotnet", GtpDll, .. arguments];
        return RunAsync("env", command, environment, meanwhile);
    }

    public static string GtpDll => Path.Combine(AppContext.BaseDirectory, "gtp.dll");
}
