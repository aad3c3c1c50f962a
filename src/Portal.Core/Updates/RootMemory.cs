using System.Globalization;
using System.Text;
using Portal.Trust.Keys;

namespace Portal.Updates;

/// <summary>
/// Every root that was published, beside the keys. Clients go from root to root: a portal whose tree was lost, and that
/// kept its keys, begins no new row of them.
/// </summary>
internal sealed class RootMemory(string folder)
{
    private const string Suffix = ".root.json";

    /// <summary>From the first on, without a gap.</summary>
    public IReadOnlyList<byte[]> Read()
    {
        var keys = KeyFolder.Open(folder);
        var roots = new List<byte[]>();
        while (keys.Contains(NameOf(roots.Count + 1)))
        {
            roots.Add(Encoding.UTF8.GetBytes(keys.Read(NameOf(roots.Count + 1))));
        }

        return roots;
    }

    /// <summary>Keeps those that are not there yet.</summary>
    public void Keep(IReadOnlyList<byte[]> roots)
    {
        var keys = KeyFolder.Open(folder);
        for (var version = 1; version <= roots.Count; version++)
        {
            if (!keys.Contains(NameOf(version)))
            {
                keys.Write(NameOf(version), Encoding.UTF8.GetString(roots[version - 1]));
            }
        }
    }

    private static string NameOf(int version) =>
        version.ToString(CultureInfo.InvariantCulture) + Suffix;
}
