using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Portal.EndToEnd;

/// <summary>Scripts of the repository, run where they lie, with nothing of the caller's portal in their environment.</summary>
internal static class RunScript
{
    // The first run builds, on a machine that may be busy with the other tests.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    public static string Root { get; } = Path.GetFullPath(Path.Combine(Folder(), "../.."));

    /// <summary>Runs it to its end; gives exit code and everything it said.</summary>
    public static async Task<(int Exit, string Output)> RunAsync(
        string script,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null
    )
    {
        var output = Path.GetTempFileName();
        try
        {
            // Into a file: a build server that outlives the script would keep a pipe open.
            var start = new ProcessStartInfo(
                "sh",
                [
                    "-c",
                    "out=$1; shift; exec \"$@\" >\"$out\" 2>&1 </dev/null",
                    "sh",
                    output,
                    script,
                    .. arguments,
                ]
            )
            {
                WorkingDirectory = Root,
            };
            foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            {
                start.Environment[name] = value;
            }

            using var process = Process.Start(start)!;
            using var limit = new CancellationTokenSource(Limit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException e)
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException(
                    $"{script} ran longer than {Limit}:\n{await File.ReadAllTextAsync(output)}",
                    e
                );
            }

            return (process.ExitCode, await File.ReadAllTextAsync(output));
        }
        finally
        {
            File.Delete(output);
        }
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
