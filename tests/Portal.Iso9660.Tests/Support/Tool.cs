using System.Diagnostics;
using System.Text;

namespace Portal.Iso9660.Tests.Support;

/// <summary>Runs another program's view of an image. A missing program fails the test, and so does one that hangs.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Standard output, decoded as Latin-1 so that every byte survives.</summary>
    public static Task<string> RunAsync(string program, params string[] arguments) =>
        RunAsync(Limit, program, arguments);

    /// <inheritdoc cref="RunAsync(string, string[])"/>
    /// <param name="most">How long it may take, instead of a minute.</param>
    public static async Task<string> RunAsync(
        TimeSpan most,
        string program,
        params string[] arguments
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["TZ"] = "UTC";
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(most);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(
                process.ExitCode == 0,
                $"{program} ended with {process.ExitCode}: {await errors}"
            );
            return await output;
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} did not end within {most}.", exception);
        }
    }
}
