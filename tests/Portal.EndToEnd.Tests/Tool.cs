using System.Diagnostics;
using System.Text;

namespace Portal.EndToEnd;

/// <summary>Runs a real program to its end, with a time limit.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Its standard output; an exit code other than 0 fails the test with everything that it wrote.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var (exit, output, errors) = await TryAsync(program, arguments);
        Assert.True(
            exit == 0,
            $"{program} {string.Join(' ', arguments)}: exit {exit}\n{output}\n{errors}"
        );
        return output;
    }

    public static Task<(int Exit, string Output, string Errors)> TryAsync(
        string program,
        params string[] arguments
    ) => TryAsync(program, arguments, new Dictionary<string, string?>(), null);

    public static async Task<(int Exit, string Output, string Errors)> TryAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?> environment,
        string? folder
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? Path.GetTempPath(),
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"{program} {string.Join(' ', arguments)} ran longer than {Limit}.",
                e
            );
        }
    }
}
