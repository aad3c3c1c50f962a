using System.Text;

namespace Portal.Products;

/// <summary>
/// A recipe as people type it: a component a line, after it the range. <c>#</c> begins a remark, empty lines are nothing.
/// <code>
/// qemu-guest-agent >=10 &lt;11
/// spice-vdagent            # any version
/// </code>
/// </summary>
public static class RecipeText
{
    public static string Write(IEnumerable<RecipeLine> recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        var text = new StringBuilder();
        foreach (var line in recipe)
        {
            text.Append(line.Name).Append(line.Range is null ? "" : " ").Append(line.Range);
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The lines as they were typed, with their numbers from 1; the service says what is wrong with them.</summary>
    public static IReadOnlyList<(RecipeLine Line, int Number)> Read(string? text)
    {
        var lines = new List<(RecipeLine, int)>();
        var number = 0;
        foreach (var typed in (text ?? "").ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            var line = typed.Split('#')[0].Trim();
            if (line.Length == 0)
            {
                continue;
            }

            var end = line.IndexOfAny([' ', '\t', '<', '>', '=', '*']);
            var name = end < 0 ? line : line[..end];
            var range = end < 0 ? "" : line[end..].Replace('\t', ' ').Trim();
            lines.Add((new(name, range is "" or "*" ? null : range), number));
        }

        return lines;
    }
}
