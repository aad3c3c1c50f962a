using System.Text.RegularExpressions;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests;

public sealed partial class IsoRulesTests
{
    [Fact]
    public void Every_rule_is_complete_and_unique()
    {
        Assert.All(
            IsoRules.All,
            rule =>
            {
                Assert.Matches(@"\Aiso(\.[a-z0-9]+(-[a-z0-9]+)*)+\z", rule.Id);
                Assert.EndsWith(".", rule.Sentence.TrimEnd('\\', ' ') + ".");
                Assert.NotEqual("", rule.Readers);
                Assert.NotEqual("", rule.Clause);
                Assert.Same(rule, IsoRules.Find(rule.Kind, rule.Id));
            }
        );
        Assert.Null(IsoRules.Find(IsoRuleKind.Read, "iso.no-such"));
    }

    /// <summary>A rule that no code names is not kept, and what code names is a rule.</summary>
    [Fact]
    public void The_rules_are_those_that_the_code_names()
    {
        var named = Directory
            .EnumerateFiles(
                Path.Combine(Repository.Folder, "src", "Portal.Iso9660"),
                "*.cs",
                SearchOption.AllDirectories
            )
            .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"))
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)) != "Rules")
            .SelectMany(file => Literal().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .ToHashSet();

        Assert.Equal(
            IsoRules.All.Select(rule => rule.Id).Distinct().Order(StringComparer.Ordinal),
            named.Order(StringComparer.Ordinal)
        );
    }

    [GeneratedRegex("\"(iso\\.[a-z0-9.-]+)\"")]
    private static partial Regex Literal();
}
