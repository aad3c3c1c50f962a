using System.Text.RegularExpressions;
using Portal.Packaging.Versions;
using Portal.Protocol.Advisories;
using Portal.Protocol.Problems;

namespace Portal.Advisories;

/// <summary>What somebody wants an advisory to say, as they wrote it.</summary>
/// <param name="Affected">Ranges in the words of a recipe: <c>&gt;=7 &lt;7.2.22-2</c>, <c>*</c>.</param>
/// <param name="FixedIn">Versions; null or none: there is no fix yet.</param>
/// <param name="Link">https; null: none.</param>
public sealed record AdvisoryDraft(
    IReadOnlyList<string> Affected,
    IReadOnlyList<string>? FixedIn,
    string? Severity,
    string? Summary,
    string? Link
);

/// <summary>What an advisory says, checked.</summary>
internal sealed partial record AdvisoryText(
    AffectedVersions Versions,
    string Severity,
    string Summary,
    string? Link
)
{
    public const int MaxRanges = 20;
    public const int MaxFixes = 20;

    /// <summary>Of one range.</summary>
    private const int RangeLength = 200;

    /// <summary>Of all ranges, as they are kept.</summary>
    public const int RangesLength = MaxRanges * (RangeLength + 1);

    /// <summary>Of all fixes, as they are kept.</summary>
    public const int FixesLength = MaxFixes * 65;

    /// <summary>The name as it is kept: ids of CVE are written in capitals.</summary>
    public static string Canonical(string? name)
    {
        var trimmed = (name ?? "").Trim();
        return trimmed.StartsWith("cve-", StringComparison.OrdinalIgnoreCase)
            ? trimmed.ToUpperInvariant()
            : trimmed;
    }

    /// <param name="name">As <see cref="Canonical"/> gave it.</param>
    public static Finding? CheckName(string name) =>
        !NameShape().IsMatch(name)
            ? new(
                "advisory.id",
                $"'{Shown(name)}' is no id of an advisory.",
                "id",
                Mend: "Begin with a letter or digit, go on with A-Z, a-z, 0-9, '.', '_' and '-', 3 to 64: CVE-2026-1234."
            )
        : name.StartsWith("CVE-", StringComparison.Ordinal) && !CveShape().IsMatch(name)
            ? new(
                "advisory.id",
                $"'{name}' is no id of CVE.",
                "id",
                Mend: "CVE, the year, and a number of at least four digits: CVE-2026-1234."
            )
        // The page that makes one has this name.
        : name == "new" ? new("advisory.id", "'new' is no id of an advisory.", "id")
        : null;

    /// <summary>Reads a draft; every finding at once.</summary>
    public static (AdvisoryText? Text, IReadOnlyList<Finding> Findings) Read(AdvisoryDraft draft)
    {
        var findings = new List<Finding>();
        var ranges = ReadRanges(draft.Affected, findings);
        var fixes = ReadFixes(draft.FixedIn ?? [], findings);
        var versions = new AffectedVersions(ranges, fixes);
        foreach (var fix in fixes.Where(versions.Holds))
        {
            findings.Add(
                new(
                    "advisory.fixed-in",
                    $"{fix.Text} is itself in an affected range.",
                    "fixedIn",
                    Mend: $"End the range below it: <{fix.Text}."
                )
            );
        }

        if (Severities.Rank(draft.Severity) < 0)
        {
            findings.Add(
                new(
                    "advisory.severity",
                    $"'{Shown(draft.Severity)}' is no severity.",
                    "severity",
                    Mend: $"One of {string.Join(", ", Severities.All)}."
                )
            );
        }

        var summary = (draft.Summary ?? "").Trim();
        if (summary.Length is 0 or > Advisory.SummaryLength || summary.Any(char.IsControl))
        {
            findings.Add(
                new(
                    "advisory.summary",
                    $"A summary is one line of 1 to {Advisory.SummaryLength} characters.",
                    "summary"
                )
            );
        }

        var link = string.IsNullOrWhiteSpace(draft.Link) ? null : draft.Link.Trim();
        if (link is not null && !IsLink(link))
        {
            findings.Add(
                new(
                    "advisory.link",
                    $"A link is an https address of at most {Advisory.LinkLength} characters.",
                    "link"
                )
            );
        }

        return findings.Count > 0
            ? (null, findings)
            : (new(versions, draft.Severity!, summary, link), findings);
    }

    private static List<VersionRange> ReadRanges(
        IReadOnlyList<string> texts,
        List<Finding> findings
    )
    {
        var ranges = new List<VersionRange>();
        if (texts.Count is 0 or > MaxRanges)
        {
            findings.Add(
                new(
                    "advisory.affected",
                    $"There are 1 to {MaxRanges} affected ranges, and not {texts.Count}.",
                    "affected",
                    Mend: "For example: >=7 <7.2.22-2; for every version: *."
                )
            );
            return ranges;
        }

        foreach (var text in texts)
        {
            // Nothing at all means any version to a recipe; here it is more likely a slip.
            var problem =
                string.IsNullOrWhiteSpace(text) ? "An empty range; every version is '*'."
                : text.Length > RangeLength
                    ? $"A range has at most {RangeLength} characters, and not {text.Length}."
                : VersionRange.TryParse(text, out var range, out var error) ? Keep(range)
                : $"'{Shown(text)}' is no range. {error}";
            if (problem is not null)
            {
                findings.Add(new("advisory.affected", problem, "affected"));
            }
        }

        return ranges;

        string? Keep(VersionRange range)
        {
            if (!ranges.Contains(range))
            {
                ranges.Add(range);
            }

            return null;
        }
    }

    private static List<ComponentVersionNumber> ReadFixes(
        IReadOnlyList<string> texts,
        List<Finding> findings
    )
    {
        var fixes = new List<ComponentVersionNumber>();
        if (texts.Count > MaxFixes)
        {
            findings.Add(
                new(
                    "advisory.fixed-in",
                    $"At most {MaxFixes} versions have the fix, and not {texts.Count}.",
                    "fixedIn"
                )
            );
            return fixes;
        }

        foreach (var text in texts)
        {
            if (ComponentVersionNumber.TryParse(text?.Trim(), out var fix, out var error))
            {
                fixes.Add(fix);
            }
            else
            {
                findings.Add(new("advisory.fixed-in", $"'{Shown(text)}': {error}", "fixedIn"));
            }
        }

        return [.. fixes.Distinct().Order(ComponentVersionNumber.TotalOrder)];
    }

    private static bool IsLink(string link) =>
        link.Length <= Advisory.LinkLength
        && !link.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
        && Uri.TryCreate(link, UriKind.Absolute, out var uri)
        && uri.Scheme == Uri.UriSchemeHttps
        && uri.UserInfo.Length == 0;

    private static string Shown(string? text) =>
        text is null ? ""
        : text.Length <= 80 ? text
        : string.Concat(text.AsSpan(0, 80), "…");

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{2,63}\z")]
    private static partial Regex NameShape();

    [GeneratedRegex(@"\ACVE-[0-9]{4}-[0-9]{4,19}\z")]
    private static partial Regex CveShape();
}
