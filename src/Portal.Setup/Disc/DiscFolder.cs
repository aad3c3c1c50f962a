using System.IO;

namespace Portal.Setup.Disc;

/// <summary>The disc, and its paths with '/' as those of Windows.</summary>
internal sealed class DiscFolder(string root)
{
    public const string Table = "guest-tools/install.tsv";
    public const string Release = "guest-tools/release.json";
    public const string Sums = "guest-tools/SHA256SUMS";

    public string Root { get; } = root;

    public string PathOf(string path) =>
        Path.Combine(Root, path.Replace('/', Path.DirectorySeparatorChar));

    public string FolderOf(string component) => PathOf("projects/" + component);
}
