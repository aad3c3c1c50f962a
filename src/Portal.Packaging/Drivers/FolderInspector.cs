using Portal.Packaging.Contents;
using Portal.Trust.Authenticode;

namespace Portal.Packaging.Drivers;

/// <summary>Looks into files that lie ready, and into no more of them than can have to do with drivers.</summary>
internal sealed class FolderInspector(
    Func<ContentEntry, Stream> open,
    AuthenticodeVerifier verifier
)
{
    private const int BufferSize = 128 * 1024;

    private readonly InspectionBudget _budget = new();

    public FolderInspector(string directory, AuthenticodeVerifier verifier)
        : this(entry => File.OpenRead(Path.Combine(directory, entry.Path.Value)), verifier) { }

    /// <summary>There was more than is looked into.</summary>
    public bool IsSpent => _budget.IsSpent;

    /// <summary>What to ask for each file of a component; null for a file that need not be looked into.</summary>
    public Func<ContentEntry, FileInspection?> For(ContentList contents)
    {
        // Beside a catalog any file may be a member by a hash that is not known yet.
        var hasCatalog = contents.Entries.Any(e => FileInspector.IsCatalog(e.Path.Value));
        return entry => Inspect(entry, hasCatalog);
    }

    private FileInspection? Inspect(ContentEntry entry, bool hasCatalog)
    {
        using var stream = open(entry);
        using var inspector = new FileInspector(entry.Path.Value, _budget);
        var buffer = new byte[BufferSize];
        for (var isFirst = true; ; isFirst = false)
        {
            var count = stream.Read(buffer);
            if (count == 0)
            {
                return inspector.Finish(verifier);
            }

            var piece = buffer.AsSpan(0, count);
            if (
                isFirst
                && !hasCatalog
                && !FileInspector.IsKept(entry.Path.Value)
                && !piece.StartsWith("MZ"u8)
            )
            {
                return null;
            }

            inspector.Append(piece);
        }
    }
}
