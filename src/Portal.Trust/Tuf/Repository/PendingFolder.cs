using System.Text;
using Portal.Trust.Keys;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Repository;

/// <summary>
/// Metadata on its way: made, and not yet signed by enough keys, or not yet published. One file a role; a newer one takes the
/// place of an older. Not served.
/// </summary>
internal sealed class PendingFolder(KeyFolder folder)
{
    private const string Prefix = "pending.";

    public SignedFile<Root>? Root =>
        Read(RoleName.Root) is { } file ? SignedFiles.ReadRoot(file) : null;

    /// <summary>The targets roles that wait.</summary>
    public IEnumerable<string> Roles =>
        folder
            .List(".json")
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => Uri.UnescapeDataString(name[Prefix.Length..^".json".Length]))
            .Where(role => role != RoleName.Root);

    public SignedFile<Targets>? Find(string role) =>
        Read(role) is { } file ? SignedFiles.ReadTargets(file) : null;

    public byte[]? Read(string role) =>
        folder.Contains(NameOf(role)) ? Encoding.UTF8.GetBytes(folder.Read(NameOf(role))) : null;

    public void Write(string role, byte[] file) =>
        folder.Write(NameOf(role), Encoding.UTF8.GetString(file));

    public void Delete(string role) => folder.Delete(NameOf(role));

    /// <summary>Forgets what is published already, or was overtaken.</summary>
    public void Forget(Published published)
    {
        if (Root is { } root && root.Content.Version <= (published.Root?.Version ?? 0))
        {
            Delete(RoleName.Root);
        }

        foreach (var role in Roles.ToList())
        {
            if (Find(role)!.Content.Version <= published.VersionOf(role))
            {
                Delete(role);
            }
        }
    }

    private static string NameOf(string role) => $"{Prefix}{RoleName.Encode(role)}.json";
}
