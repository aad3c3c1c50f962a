using System.Diagnostics;
using System.Globalization;

namespace Portal.Benchmarks;

/// <summary>A program of the machine.</summary>
internal static class Tool
{
    /// <summary>Runs it to its end; what it says is thrown away unless it fails.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said.</exception>
    public static Task RunAsync(string program, params string[] arguments) =>
        ReadAsync(program, arguments);

    /// <summary>The same; gives what it wrote to standard output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message holds what it said.</exception>
    public static async Task<string> ReadAsync(string program, params string[] arguments)
    {
        using var process =
            Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    UseShellExecute = false,
                }
            ) ?? throw new InvalidOperationException($"{program} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} failed: {await output}{await errors}");
        }

        return await output;
    }

    /// <summary>Processor time of all programs that this one ran and that have ended: user and system, to 10 ms.</summary>
    public static double CpuSeconds()
    {
        // proc(5), stat: the command, in parentheses, may hold spaces. From there cutime and cstime are the 14th and 15th.
        var stat = File.ReadAllText("/proc/self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (
                long.Parse(fields[13], CultureInfo.InvariantCulture)
                + long.Parse(fields[14], CultureInfo.InvariantCulture)
            ) / 100.0;
    }
}
