using Portal.Parts;
using Portal.Protocol.Problems;

namespace Portal.Releases;

/// <summary>What stands in the way of a new release, each at its field.</summary>
internal static class NewReleaseProblems
{
    public const string VersionField = "version";

    /// <param name="nextFree">Offered where the version is taken.</param>
    public static PageProblems Of(
        ReleasePreview preview,
        IReadOnlyList<NewReleaseRow> rows,
        string? nextFree
    )
    {
        var problems = new PageProblems();
        if (preview.VersionProblem is { } version)
        {
            problems.Add(
                VersionField,
                preview.Version.Length == 0 ? "Version" : $"Version {preview.Version}",
                version.Code == ReleaseErrors.VersionTaken.Code
                    ? $"{After(version.Detail!, $"{preview.Product.Name} {preview.Version} ")} The next free one is {nextFree}."
                    : $"is none: {Lower(version.Title)}."
            );
        }

        foreach (var finding in preview.Problems)
        {
            var row = rows.FirstOrDefault(r => r.Name == finding.Path);
            if (row is null)
            {
                problems.Add(field: null, label: "", message: Sentence(finding));
                continue;
            }

            problems.Add(
                row.FieldId,
                row.Selected is null ? row.Name : $"{row.Name} {row.Selected}",
                Told(finding, row)
            );
        }

        return problems;
    }

    private static string Told(Finding finding, NewReleaseRow row)
    {
        var selected = row.SelectedVersion;
        var choose = row.Newest is { } newest && newest != row.Selected ? $" Choose {newest}." : "";
        if (finding.Rule == "resolve.pick" && selected is { YankReason: { } reason })
        {
            var at = selected.YankedAt is { } day ? $" on {day.UtcDateTime:yyyy-MM-dd}" : "";
            return $"was yanked{at}: “{reason}”.{choose}";
        }

        if (finding.Rule == "resolve.pick" && selected is { IsInRange: false })
        {
            return $"is not in the recipe's range {row.Choice.Range}.{choose}";
        }

        return finding.Rule == "resolve.pick" && selected is null
            ? $"does not exist.{choose}"
            : After(Sentence(finding), $"'{row.Name}' {row.Selected} ");
    }

    private static string Sentence(Finding finding) =>
        finding.Mend is null ? finding.Message : $"{finding.Message} {finding.Mend}";

    /// <summary>A sentence that may follow its own beginning.</summary>
    private static string After(string sentence, string beginning) =>
        sentence.StartsWith(beginning, StringComparison.Ordinal)
            ? sentence[beginning.Length..]
            : sentence;

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
