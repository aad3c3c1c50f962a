using Portal.Packaging.Manifests.Yaml;

namespace Portal.Packaging.Manifests;

/// <summary>Reads lists of <see cref="PathPattern"/>.</summary>
internal static class PathListReader
{
    public static IReadOnlyList<PathPattern> Read(
        IReadOnlyList<Located> texts,
        string key,
        bool allowFolders,
        ManifestFindings findings
    )
    {
        var patterns = new List<PathPattern>();
        foreach (var text in texts)
        {
            if (!PathPattern.TryParse(text.Text, text.Line, out var pattern, out var error))
            {
                findings.Add(
                    "manifest.path",
                    text.Line,
                    $"{Quote.Of(text.Text)} in '{key}' names no files: {error}"
                );
            }
            else if (pattern.IsFolder && !allowFolders)
            {
                findings.Add(
                    "manifest.path",
                    text.Line,
                    $"{Quote.Of(text.Text)} in '{key}' is a folder.",
                    "Name the files: 'folder/*.deb'."
                );
            }
            else if (pattern.NamesArchitecture && allowFolders)
            {
                findings.Add(
                    "manifest.path",
                    text.Line,
                    $"{{arch}} has no meaning in '{key}'.",
                    "Use '*'."
                );
            }
            else
            {
                patterns.Add(pattern);
            }
        }

        return patterns;
    }
}
