using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Repository;

/// <summary>What clients see: everything that timestamp.json leads to.</summary>
internal sealed class Published
{
    public Root? Root { get; private init; }

    public SignedFile<Timestamp>? Timestamp { get; private init; }

    public SignedFile<Snapshot>? Snapshot { get; private init; }

    /// <summary>The targets roles, the top level and the delegated ones.</summary>
    public IReadOnlyDictionary<string, SignedFile<Targets>> Roles { get; private init; } =
        new Dictionary<string, SignedFile<Targets>>();

    public long VersionOf(string role) =>
        Roles.TryGetValue(role, out var file) ? file.Content.Version : 0;

    public Targets? Targets => Roles.GetValueOrDefault(RoleName.Targets)?.Content;

    /// <exception cref="TufException">A file is damaged or missing: the tree was not written by this code alone.</exception>
    public static Published Read(PublicTree tree)
    {
        var root = tree.ReadNewestRoot() is { } newest
            ? SignedFiles.ReadRoot(newest).Content
            : null;
        if (tree.Read(RoleName.Timestamp, null) is not { } file)
        {
            return new Published { Root = root };
        }

        var timestamp = SignedFiles.ReadTimestamp(file);
        var snapshot = SignedFiles.ReadSnapshot(
            Require(tree, RoleName.Snapshot, timestamp.Content.Snapshot.Version)
        );
        var roles = new Dictionary<string, SignedFile<Targets>>(StringComparer.Ordinal);
        foreach (var (name, meta) in snapshot.Content.Meta)
        {
            var role = name[..^".json".Length];
            roles[role] = SignedFiles.ReadTargets(Require(tree, role, meta.Version));
        }

        return new Published
        {
            Root = root,
            Timestamp = timestamp,
            Snapshot = snapshot,
            Roles = roles,
        };
    }

    private static byte[] Require(PublicTree tree, string role, long version) =>
        tree.Read(role, version)
        ?? throw new TufException(
            TufFault.NotFound,
            $"{RoleName.ToFile(role, version)} is missing from the published tree."
        );
}
