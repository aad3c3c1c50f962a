using System;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Portal.Setup.Machines;

/// <summary>Runs programs.</summary>
internal static class ToolRunner
{
    /// <summary>Longer output is cut at its beginning.</summary>
    private const int MaximumOutput = 64 * 1024;

    public static ToolEnd Run(ToolStart start)
    {
        var info = new ProcessStartInfo(start.File, start.Arguments)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (start.Folder != null)
        {
            info.WorkingDirectory = start.Folder;
        }

        foreach (var pair in start.Environment)
        {
            info.EnvironmentVariables[pair.Key] = pair.Value;
        }

        var output = new StringBuilder();
        using var process = new Process { StartInfo = info };
        process.OutputDataReceived += (_, line) => Take(output, line.Data);
        process.ErrorDataReceived += (_, line) => Take(output, line.Data);
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            // As a command processor says of a program that is not there.
            return new ToolEnd(9009, start.File + ": " + e.Message, isTimeout: false);
        }

        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var isTimeout = !process.WaitForExit((int)start.Limit.TotalMilliseconds);
        if (isTimeout)
        {
            Kill(process);
        }
        else
        {
            // The time is up only when all of its output is here as well.
            process.WaitForExit();
        }

        lock (output)
        {
            return new ToolEnd(
                isTimeout ? -1 : unchecked((uint)process.ExitCode),
                output.ToString(),
                isTimeout
            );
        }
    }

    private static void Take(StringBuilder output, string? line)
    {
        if (line == null)
        {
            return;
        }

        lock (output)
        {
            output.Append(line).Append('\n');
            if (output.Length > MaximumOutput)
            {
                output.Remove(0, output.Length - MaximumOutput);
            }
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (Exception e) when (e is InvalidOperationException || e is Win32Exception)
        {
            // It ended at the same moment.
        }
    }
}
