using System.Text;

namespace Portal.Cli.Components;

/// <summary>An entry of <c>install</c> that may be right.</summary>
/// <param name="When">The conditions but for the architecture, as YAML: <c>os: windows</c>.</param>
/// <param name="Architectures">Canonical; none for any.</param>
internal sealed record GuessedEntry(
    string When,
    IReadOnlyList<string> Architectures,
    string Kind,
    IReadOnlyList<string> Files
)
{
    /// <summary>Its lines, as they stand below <c>install:</c>.</summary>
    public string Text()
    {
        var text = new StringBuilder("  - when: { ").Append(When);
        if (Architectures.Count > 0)
        {
            text.Append(", arch: ").Append(List(Architectures));
        }

        return text.Append(" }\n    ")
            .Append(Kind)
            .Append(": ")
            .Append(List([.. Files.Select(YamlText.Quote)]))
            .Append('\n')
            .ToString();
    }

    /// <summary>Entries that differ in their architecture alone are one, where the first of them stands.</summary>
    public static IReadOnlyList<GuessedEntry> Merge(IEnumerable<GuessedEntry> entries)
    {
        var merged = new List<GuessedEntry>();
        foreach (var entry in entries)
        {
            var at = merged.FindIndex(other =>
                other.When == entry.When
                && other.Kind == entry.Kind
                && other.Files.SequenceEqual(entry.Files)
                && other.Architectures.Count > 0
                && entry.Architectures.Count > 0
            );
            if (at < 0)
            {
                merged.Add(entry);
            }
            else
            {
                merged[at] = merged[at] with
                {
                    Architectures = [.. merged[at].Architectures, .. entry.Architectures],
                };
            }
        }

        return merged;
    }

    private static string List(IReadOnlyList<string> items) =>
        items.Count == 1 ? items[0] : $"[{string.Join(", ", items)}]";
}
