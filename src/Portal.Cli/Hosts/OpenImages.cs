namespace Portal.Cli.Hosts;

/// <summary>Which files running programs have open, by <c>/proc</c>: QEMU keeps an ISO open as long as a guest has it inserted.</summary>
internal static class OpenImages
{
    /// <summary>
    /// Those of the files that are open somewhere. What cannot be looked into (another user's program) may have any of them
    /// open, so then all are given.
    /// </summary>
    /// <param name="files">Absolute paths. In a container a program sees another path, so names alone are compared.</param>
    public static IReadOnlySet<string> Find(IReadOnlyCollection<string> files)
    {
        var byName = files.ToLookup(Path.GetFileName);
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var process in Directory.EnumerateDirectories("/proc"))
        {
            if (!Path.GetFileName(process).All(char.IsAsciiDigit))
            {
                continue;
            }

            try
            {
                foreach (var descriptor in Directory.EnumerateFileSystemEntries(process + "/fd"))
                {
                    var target = new FileInfo(descriptor).LinkTarget;
                    open.UnionWith(byName[Path.GetFileName(target)]);
                }
            }
            catch (UnauthorizedAccessException)
            {
                return files.ToHashSet(StringComparer.Ordinal);
            }
            catch (Exception e) when (e is IOException)
            {
                // It ended meanwhile.
            }
        }

        return open;
    }
}
