using Portal.Cli.Shell;

namespace Portal.Cli.Iso;

/// <summary>Remarks beside a result: a few of each rule, because a tree may give thousands.</summary>
internal static class RemarkView
{
    private const int ShownPerRule = 5;

    public static void Show(Screen screen, IReadOnlyList<RemarkDocument> remarks)
    {
        foreach (var sameRule in remarks.GroupBy(remark => remark.Rule))
        {
            foreach (var remark in sameRule.Take(ShownPerRule))
            {
                screen.Note(
                    $"note: {ShownName.Of($"{remark.Path} {remark.Message}".TrimStart())} [{remark.Rule}]"
                );
            }

            if (sameRule.Skip(ShownPerRule).Count() is > 0 and var more)
            {
                screen.Note($"note: {more} more of [{sameRule.Key}]; --json lists all.");
            }
        }
    }
}
