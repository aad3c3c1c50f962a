using Portal.Protocol;

namespace Portal.Images;

/// <summary>How the contents of one image differ from those of another.</summary>
/// <param name="Added">Files at paths that were not there.</param>
/// <param name="Removed">Files that are there no more.</param>
/// <param name="Changed">Files of other bytes at the same path.</param>
/// <param name="Same">Files that are as they were.</param>
/// <param name="NewBytes">Of contents that the first has at no path: what has to be read or sent anew.</param>
public sealed record ImageDifference(int Added, int Removed, int Changed, int Same, long NewBytes)
{
    /// <param name="before">Null: there is no image before, and everything is new.</param>
    public static ImageDifference Between(DiscTree? before, DiscTree after)
    {
        ArgumentNullException.ThrowIfNull(after);
        var old = before is null ? [] : Paths(before.Root).ToDictionary(f => f.Path, f => f.Entry);
        var (added, changed, same) = (0, 0, 0);
        foreach (var (path, entry) in Paths(after.Root))
        {
            if (!old.Remove(path, out var was))
            {
                added++;
            }
            else if (was.Sha256 == entry.Sha256 && was.LinkTarget == entry.LinkTarget)
            {
                same++;
            }
            else
            {
                changed++;
            }
        }

        return new(
            added,
            old.Count,
            changed,
            same,
            after.Contents.Where(c => before?.Contents.ContainsKey(c.Key) != true).Sum(c => c.Value)
        );
    }

    private static IEnumerable<(string Path, DiscEntry Entry)> Paths(DiscFolder folder) =>
        folder
            .Entries.Select(e => (folder.Path.Length == 0 ? e.Name : $"{folder.Path}/{e.Name}", e))
            .Concat(folder.Folders.SelectMany(Paths));
}
