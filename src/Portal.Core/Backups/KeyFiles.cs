using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.Signing;

namespace Portal.Backups;

/// <summary>Which files are keys: everything below the key folder but what gpg and the portal make for a moment.</summary>
internal sealed class KeyFiles(DataFolder data, IOptions<SigningOptions> options)
{
    private const string SessionFolder = "sessions";

    private static readonly string[] MomentarySuffixes = [".lock", ".tmp", "~"];

    public string Root { get; } =
        options.Value.KeysPath.Length == 0 ? data.Keys : Path.GetFullPath(options.Value.KeysPath);

    public string Sessions { get; } = Path.Combine(data.Keys, SessionFolder);

    /// <summary>
    /// Files by their path in a backup. What names the current key comes first: the key that it names is on disk before it,
    /// so that a rotation meanwhile leaves a backup with an older current key, never with one that is not there.
    /// </summary>
    public IEnumerable<(string Path, string File)> Find()
    {
        var keys = Below(Root, BackupPath.Keys)
            .Where(k => !k.File.StartsWith(Sessions + "/", StringComparison.Ordinal))
            .OrderBy(k => Path.GetFileName(k.Path) == "current" ? 0 : 1)
            .ThenBy(k => k.Path, StringComparer.Ordinal);
        return keys.Concat(Below(Sessions, BackupPath.Sessions).OrderBy(k => k.Path));
    }

    /// <summary>Where a key of a backup belongs here.</summary>
    public string PathOf(string path) =>
        path.StartsWith(BackupPath.Keys, StringComparison.Ordinal)
            ? Path.Combine(Root, path[BackupPath.Keys.Length..])
            : Path.Combine(Sessions, path[BackupPath.Sessions.Length..]);

    /// <summary>True when there is no key yet.</summary>
    public bool IsEmpty => !Find().Any();

    private static IEnumerable<(string Path, string File)> Below(string root, string prefix)
    {
        if (!Directory.Exists(root))
        {
            yield break;
        }

        var all = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.None,
        };
        foreach (var file in Directory.EnumerateFiles(root, "*", all))
        {
            var path = prefix + Path.GetRelativePath(root, file);
            if (!IsMomentary(path))
            {
                yield return (path, file);
            }
        }
    }

    private static bool IsMomentary(string path) =>
        // Sockets of gpg's agent, keys in the making, files that are locked while something is written.
        Path.GetFileName(path)
            is "lock"
                or ['S', '.', ..]
                or ['.', ..]
        || path.Contains("/new-", StringComparison.Ordinal)
        || MomentarySuffixes.Any(s => path.EndsWith(s, StringComparison.Ordinal));
}
