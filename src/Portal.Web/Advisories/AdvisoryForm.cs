using System.Globalization;
using Portal.Parts;
using Portal.Problems;

namespace Portal.Advisories;

/// <summary>What the forms that make and change an advisory send.</summary>
public sealed class AdvisoryForm
{
    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        ["id"] = "Id",
        ["affected"] = "Affected versions",
        ["fixedIn"] = "Fixed in",
        ["severity"] = "Severity",
        ["summary"] = "Summary",
        ["link"] = "Link",
        ["reason"] = "Reason",
    };

    public string? Id { get; set; }

    /// <summary>One range a line.</summary>
    public string? Affected { get; set; }

    /// <summary>Versions, parted by white space.</summary>
    public string? FixedIn { get; set; }

    public string? Severity { get; set; }

    public string? Summary { get; set; }

    public string? Link { get; set; }

    public long? Revision { get; set; }

    internal static AdvisoryForm Of(Advisory advisory) =>
        new()
        {
            Id = advisory.Name,
            Affected = string.Join('\n', advisory.Versions.Ranges),
            FixedIn = string.Join('\n', advisory.Versions.Fixes.Select(f => f.Text)),
            Severity = advisory.Severity,
            Summary = advisory.Summary,
            Link = advisory.Link,
            Revision = advisory.Revision,
        };

    internal AdvisoryDraft ToDraft() =>
        new(
            (Affected ?? "").Split(
                '\n',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            ),
            (FixedIn ?? "").Split(
                (char[]?)null,
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            ),
            Severity,
            Summary,
            Link
        );

    internal string RevisionText => Revision?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>Each finding at its field.</summary>
    internal static void Tell(PageProblems problems, Error error)
    {
        if (error.Findings is not { Count: > 0 } findings)
        {
            problems.Add(error);
            return;
        }

        foreach (var finding in findings)
        {
            problems.Add(
                finding.Path,
                Labels.GetValueOrDefault(finding.Path ?? "", ""),
                finding.Mend is null ? finding.Message : $"{finding.Message} {finding.Mend}"
            );
        }
    }
}
