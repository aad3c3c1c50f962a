using Portal.Protocol;
using Portal.Protocol.Rollouts;

namespace Portal.Cli.Hosts;

/// <summary>What a channel says of security to a host, in the words of <c>gtp host check</c>.</summary>
internal static class KnownSecurity
{
    /// <summary>What the channel's release fixes for who has this one; nothing where nothing is installed.</summary>
    public static IReadOnlyList<ChannelFix> FixedFor(ChannelFixes? fixes, string? installed) =>
        fixes is null || installed is null
            ? []
            : [.. fixes.Advisories.Where(f => f.Fixes(installed, VersionOrder.Instance))];

    /// <summary>What the channel's own release carries still.</summary>
    public static IReadOnlyList<ChannelFix> OpenIn(ChannelFixes? fixes) =>
        [.. fixes?.Advisories.Where(f => f.Since is null) ?? []];

    /// <summary><c>4.3 fixes CVE-2026-1234 (high) in qemu-guest-agent</c></summary>
    public static string Fixed(string release, ChannelFix fix) =>
        $"{release} fixes {fix.Id} ({fix.Severity}) in {fix.Component}";

    /// <summary><c>4.3 is affected by CVE-2026-1234 (high) in qemu-guest-agent, fixed in 7.2.22-2</c></summary>
    public static string Open(string release, ChannelFix fix) =>
        $"{release} is affected by {fix.Id} ({fix.Severity}) in {fix.Component}, "
        + (fix.FixedIn is null ? "not fixed yet" : $"fixed in {fix.FixedIn}");

    /// <summary>
    /// True when every word has its shape: they are printed, and compared as versions. A severity of a newer portal is let pass
    /// as a word.
    /// </summary>
    public static bool IsReadable(ChannelFixes fixes) =>
        fixes.Advisories is { } told
        && told.All(f =>
            f is not null
            && IsWord(f.Id)
            && IsWord(f.Severity)
            && Names.IsName(f.Component)
            && Names.IsReleaseVersion(f.From)
            && (f.Since is null || Names.IsReleaseVersion(f.Since))
            && (f.FixedIn is null || Names.IsComponentVersion(f.FixedIn))
        );

    private static bool IsWord(string? text) =>
        text is { Length: > 0 and <= 64 }
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
