namespace Portal.Iso9660.Rules;

/// <summary>Reads rules from text: one a line, id, clause, sentence and readers parted by <c> | </c>.</summary>
internal static class RuleTable
{
    public static IEnumerable<IsoRule> Parse(IsoRuleKind kind, string table)
    {
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var columns = line.Split(" | ");
            yield return new IsoRule(
                kind,
                columns[0].Trim(),
                columns[1].Trim(),
                columns[2].Trim(),
                columns[3].Trim()
            );
        }
    }
}
