using System.Text;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests;

/// <summary>The rules in docs/iso9660.md are those of the catalogue.</summary>
public sealed class DocumentTests
{
    private const string Mark = "<!-- From here on made from the catalogue";

    private static readonly (IsoRuleKind Kind, string Title, string Readers)[] Parts =
    [
        (IsoRuleKind.Verify, "Rules of the verifier", "what readers do"),
        (IsoRuleKind.Portability, "Remarks of the verifier", "what readers do"),
        (IsoRuleKind.Plan, "Rules of planning and writing", "what we do, and why"),
        (IsoRuleKind.Read, "Rules of reading", "what readers do"),
    ];

    [Fact]
    public void The_rules_are_those_of_the_catalogue()
    {
        var path = Path.Combine(Repository.Folder, "docs", "iso9660.md");
        var text = File.ReadAllText(path);
        var start = text.IndexOf('\n', text.IndexOf(Mark, StringComparison.Ordinal)) + 1;
        var expected = text[..start] + Rules();
        if (Environment.GetEnvironmentVariable("PORTAL_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.ReadAllText(path));
    }

    private static string Rules()
    {
        var text = new StringBuilder();
        foreach (var (kind, title, readers) in Parts)
        {
            text.Append(
                $"\n### {title}\n\n| id | clause | what must hold | {readers} |\n|---|---|---|---|\n"
            );
            foreach (var rule in IsoRules.All.Where(rule => rule.Kind == kind))
            {
                text.Append(
                    $"| `{rule.Id}` | {rule.Clause} | {rule.Sentence} | {rule.Readers} |\n"
                );
            }
        }

        return text.ToString();
    }
}
