using System;
using System.IO;

namespace Portal.Setup.Runs;

/// <summary>What people see, and the log that was asked for.</summary>
internal sealed class Screen(TextWriter output, TextWriter errors, bool isJson, string? logFile)
{
    public void Line(string text)
    {
        if (!isJson)
        {
            output.WriteLine(text);
        }
    }

    public void Document(string text)
    {
        if (isJson)
        {
            output.Write(text);
        }
    }

    public void Error(string text) => errors.WriteLine("setup.exe: " + text);

    /// <exception cref="SetupException">The log cannot be written.</exception>
    public void Log(DateTime utc, string text)
    {
        if (logFile == null)
        {
            return;
        }

        try
        {
            File.AppendAllText(logFile, Times.Text(utc) + " " + text + "\r\n");
        }
        catch (Exception e)
            when (e is IOException
                || e is UnauthorizedAccessException
                || e is ArgumentException
                || e is NotSupportedException
            )
        {
            throw new SetupException(ExitCode.Failed, logFile + " cannot be written: " + e.Message);
        }
    }
}
