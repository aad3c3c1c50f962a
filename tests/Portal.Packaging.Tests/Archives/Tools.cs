using System.Diagnostics;
using System.Text;

namespace Portal.Packaging.Tests.Archives;

/// <summary>Runs the tools that people pack and unpack with.</summary>
internal static class Tools
{
    /// <summary>Runs a tool in a folder, in a UTF-8 locale; it must succeed.</summary>
    /// <returns>What it wrote to its output.</returns>
    public static string Run(string folder, string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start)!;
        var errors = new StringBuilder();
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(
            process.ExitCode == 0,
            $"{tool} {string.Join(' ', arguments)}: {errors}{output}"
        );
        return output;
    }
}

/// <summary>A folder of its own for a test, gone when it ends.</summary>
internal sealed class TempFolder : IDisposable
{
    public TempFolder() => Path = Directory.CreateTempSubdirectory("packaging-").FullName;

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    // .NET cannot delete what has no UTF-8 name.
    public void Dispose() => Tools.Run("/", "rm", "-rf", Path);
}
