using System.Runtime.InteropServices;

namespace Portal.Trust.Keys;

/// <summary>A second name for a file, so that its bytes are kept once.</summary>
public static partial class HardLink
{
    /// <summary>
    /// Makes it. False where it cannot be: another file system, one without links, too many of them, or Windows; then a copy
    /// serves as well.
    /// </summary>
    /// <param name="existing">The file.</param>
    /// <param name="name">Where nothing is yet.</param>
    public static bool TryMake(string existing, string name) =>
        !OperatingSystem.IsWindows() && Link(existing, name) == 0;

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Link(string existing, string name);
}
