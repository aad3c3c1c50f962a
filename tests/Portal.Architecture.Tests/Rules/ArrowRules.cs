namespace Portal.Architecture.Rules;

/// <summary>Who a source may mention: between projects, and between the concepts of Core.</summary>
internal static class ArrowRules
{
    public static IEnumerable<Breach> Check(SourceFile source)
    {
        var reach = Arrows.Reach(source.Project);
        // Concepts live in Core and Web; whoever reaches Core may name them.
        var seesConcepts = reach.Contains("Portal.Core");
        foreach (var mention in source.Facts.Mentions)
        {
            if (Arrows.Concepts.Contains(mention.Word))
            {
                // Without Core in reach a relative name is a member of the source's own, not a namespace.
                if (!seesConcepts && !mention.IsRelative)
                {
                    yield return new Breach(
                        source.Path,
                        mention.Line,
                        $"{source.Project} -> {mention.Name}"
                    );
                }
                else if (source.Project == "Portal.Core" && !MayAsk(source, mention.Word))
                {
                    yield return new Breach(
                        source.Path,
                        mention.Line,
                        $"{source.Folders[0]} -> {mention.Word}"
                    );
                }
            }
            else if (Arrows.WebOnly.Contains(mention.Word))
            {
                if (source.Project != "Portal.Web" && !mention.IsRelative)
                {
                    yield return new Breach(
                        source.Path,
                        mention.Line,
                        $"{source.Project} -> {mention.Name}"
                    );
                }
            }
            else if (OwnerOf(mention) is { } owner && !reach.Contains(owner))
            {
                yield return new Breach(source.Path, mention.Line, $"{source.Project} -> {owner}");
            }
        }
    }

    /// <summary>Who a source of Trust may mention within Trust.</summary>
    public static IEnumerable<Breach> CheckTrust(SourceFile source)
    {
        const string project = "Portal.Trust";
        if (source.Project != project || source.Folders is [])
        {
            yield break;
        }

        var folder = string.Join('.', source.Folders);
        if (!Arrows.Trust.TryGetValue(folder, out var allowed))
        {
            yield return new Breach(source.Path, 0, $"'{folder}' is not a word of {project}.");
            yield break;
        }

        foreach (var mention in source.Facts.Mentions)
        {
            // The longest word that the name begins with: Tuf.Metadata, not Tuf.
            var target = Arrows.Trust.Keys.FirstOrDefault(word =>
                $"{mention.Name}.".StartsWith($"{project}.{word}.", StringComparison.Ordinal)
            );
            if (target is not null && target != folder && !allowed.Contains(target))
            {
                yield return new Breach(source.Path, mention.Line, $"{folder} -> {target}");
            }
        }
    }

    /// <summary>Files at the root of Core are its contents page, which lists every concept, and words all share.</summary>
    private static bool MayAsk(SourceFile source, string word) =>
        source.Folders is [] || (Arrows.AllowedTo(source.Folders[0])?.Contains(word) ?? true);

    /// <summary>The project a mentioned namespace belongs to; null when none of ours has that name.</summary>
    private static string? OwnerOf(Mention mention) =>
        Arrows.Projects.Keys.FirstOrDefault(project =>
            mention.Name.Equals(project, StringComparison.Ordinal)
            || mention.Name.StartsWith(project + ".", StringComparison.Ordinal)
        );
}
