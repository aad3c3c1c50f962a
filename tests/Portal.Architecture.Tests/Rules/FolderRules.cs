namespace Portal.Architecture.Rules;

/// <summary>Folders are words of the table, and a namespace is its folder.</summary>
internal static class FolderRules
{
    /// <summary>These two share the concepts' namespaces: <c>Portal.Releases</c> is in both.</summary>
    private static readonly string[] Rings = ["Portal.Core", "Portal.Web"];

    public static IEnumerable<Breach> Check(SourceFile source)
    {
        var isRing = Rings.Contains(source.Project);
        if (isRing && source.Folders is [var word, ..] && !IsWord(source.Project, word))
        {
            yield return new Breach(source.Path, 0, $"'{word}' is not a word of {source.Project}.");
        }

        var expected = string.Join('.', [isRing ? "Portal" : source.Project, .. source.Folders]);
        foreach (var space in source.Facts.Namespaces)
        {
            // A program's entry point has no namespace, and tests name it as it is.
            var isEntryPoint =
                space.Length == 0
                && source.Folders is []
                && source.Path.EndsWith("/Program.cs", StringComparison.Ordinal);
            if (space != expected && !isEntryPoint)
            {
                yield return new Breach(
                    source.Path,
                    0,
                    $"Namespace '{space}' in the folder of '{expected}'."
                );
            }
        }
    }

    private static bool IsWord(string project, string word) =>
        Arrows.Concepts.Contains(word)
        || (project == "Portal.Web" && Arrows.WebOnly.Contains(word));
}
