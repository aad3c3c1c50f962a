using Portal.Packaging.Archives;

namespace Portal.Cli.Shell;

/// <summary>
/// Tells files from pipes, sockets and devices, which .NET takes for empty files: opening a pipe waits for its other end, and
/// a file that takes the place of a device breaks the machine.
/// </summary>
internal static class PlainFile
{
    /// <summary>True when a file is there, at the end of all links.</summary>
    public static bool Is(string path)
    {
        var file = new FileInfo(path);
        // What /dev/stdout leads to may have no path at all, and then does not exist.
        var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return target.Exists && DiskEntry.IsRegular(target);
    }
}
