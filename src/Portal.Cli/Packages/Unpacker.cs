using System.ComponentModel;
using System.Diagnostics;

namespace Portal.Cli.Packages;

/// <summary>Unpacks small things without believing what they say of their size.</summary>
internal static class Unpacker
{
    private const int Piece = 1 << 16;

    /// <summary>By a program of this machine that takes <c>-dc</c>.</summary>
    /// <exception cref="PackageFormatException">It is damaged, too large, or there is no such program.</exception>
    public static MemoryStream Run(string program, byte[] packed, int maximum)
    {
        using var process = Start(program);
        // Reading goes on beside it: neither side may wait for the other with a full pipe.
        var feeder = new Thread(() => Feed(process, packed));
        feeder.Start();
        // Its complaints are not ours, and must not fill their pipe either.
        process.BeginErrorReadLine();
        try
        {
            var unpacked = ReadAtMost(process.StandardOutput.BaseStream, maximum);
            process.WaitForExit();
            return process.ExitCode == 0
                ? unpacked
                : throw new PackageFormatException(
                    $"Its control files are damaged, says {program}."
                );
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            feeder.Join();
        }
    }

    /// <summary>All of it.</summary>
    /// <exception cref="PackageFormatException">It is longer.</exception>
    public static MemoryStream ReadAtMost(Stream source, int maximum)
    {
        var bytes = new MemoryStream();
        var piece = new byte[Piece];
        while (source.Read(piece) is > 0 and var count)
        {
            bytes.Write(piece.AsSpan(0, count));
            if (bytes.Length > maximum)
            {
                throw new PackageFormatException(
                    $"Unpacked, its control files have more than {maximum} bytes."
                );
            }
        }

        bytes.Position = 0;
        return bytes;
    }

    private static void Feed(Process process, byte[] packed)
    {
        try
        {
            process.StandardInput.BaseStream.Write(packed);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read all: its exit code says why.
        }
    }

    private static Process Start(string program)
    {
        try
        {
            return Process.Start(
                new ProcessStartInfo(program, ["-dc"])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!;
        }
        catch (Win32Exception)
        {
            throw new PackageFormatException(
                $"It is compressed by {program}, which is not on this machine."
            );
        }
    }
}
