using System.Text;
using Portal.Packaging.Contents;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Manifests;

/// <summary>
/// What has to be true of a component's files so that they fit on an ISO 9660 disc: narrower than what an archive may hold,
/// as sources are not on the disc.
/// </summary>
internal static class DiscFit
{
    // Rock Ridge readers take names of 253 bytes; 12 nested folders are read everywhere, two of which the disc adds.
    private const int MaximumNameBytes = 253;
    private const int MaximumFolders = 12 - 2;

    public static void Check(
        ComponentManifest manifest,
        ContentList content,
        ManifestFindings findings
    )
    {
        foreach (
            var entry in content.Entries.Where(e =>
                !manifest.Sources.Any(s => s.Matches(e.Path.Value))
            )
        )
        {
            var path = entry.Path.Value;
            var folders = path.Count(c => c == '/') + (entry.Kind is ContentKind.Directory ? 1 : 0);
            if (folders > MaximumFolders)
            {
                findings.Add(
                    new Finding(
                        "manifest.files.deep",
                        $"{Quote.Of(path)} lies in {folders} nested folders; {MaximumFolders} fit on a disc.",
                        path,
                        Mend: "Move it up."
                    )
                );
            }

            if (path.Split('/').Any(name => Encoding.UTF8.GetByteCount(name) > MaximumNameBytes))
            {
                findings.Add(
                    new Finding(
                        "manifest.files.long-name",
                        $"A name in {Quote.Of(path)} has more than {MaximumNameBytes} bytes, which no disc holds.",
                        path,
                        Mend: "Shorten it."
                    )
                );
            }
        }
    }
}
