using Portal.Cli.Shell;
using Portal.Packaging.Locks;

namespace Portal.Cli.Images;

/// <summary>Reads locks for commands.</summary>
internal static class LockFiles
{
    /// <param name="origin">Where the bytes come from, for the message.</param>
    /// <exception cref="CommandException">They are no lock.</exception>
    public static ReleaseLock Read(ReadOnlyMemory<byte> bytes, string origin)
    {
        var result = LockReader.Read(bytes);
        return result.Release
            ?? throw CommandException.Failed(
                "cli.lock",
                $"{origin} is not the lock of a release.",
                result.Findings
            );
    }
}
