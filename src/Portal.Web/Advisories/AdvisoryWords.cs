using Portal.Parts;
using Portal.Protocol.Advisories;

namespace Portal.Advisories;

/// <summary>What pages say of advisories, in words.</summary>
internal static class AdvisoryWords
{
    public static Tone ToneOf(string severity) =>
        Severities.Rank(severity) >= Severities.Rank(Severities.High) ? Tone.Bad : Tone.Warn;

    /// <summary><c>fixed in 7.2.22-2</c>, <c>not fixed yet</c></summary>
    public static string Fix(string? fixedIn) =>
        fixedIn is null ? "not fixed yet" : $"fixed in {fixedIn}";

    /// <summary>The title of what a page warns of: one is named, several are counted.</summary>
    public static string Title(string what, IReadOnlyList<AffectedComponent> affected) =>
        affected is [var only]
            ? $"{what} is affected by {only.Advisory.Name} ({only.Advisory.Severity})"
            : $"{what} is affected by {Display.Count(affected.Select(a => a.Advisory.Name).Distinct().Count(), "advisory", "advisories")}";
}
