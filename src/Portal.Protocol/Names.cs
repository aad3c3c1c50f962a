using System.Text.RegularExpressions;

namespace Portal.Protocol;

/// <summary>The shapes of names that appear in URLs, on the ISO and in files. Each is checked once, at the edge.</summary>
public static partial class Names
{
    /// <summary>Words that are never the name of a channel, product or component: they are roles and folders elsewhere.</summary>
    public static readonly IReadOnlySet<string> Reserved = new HashSet<string>(
        StringComparer.Ordinal
    )
    {
        "root",
        "targets",
        "snapshot",
        "timestamp",
        "rollout",
        "latest",
    };

    /// <summary>Component, product, project, robot and account names: <c>[a-z0-9][a-z0-9-]{0,62}</c>, and not reserved.</summary>
    public static bool IsName(string? text) =>
        text is not null && NameShape().IsMatch(text) && !Reserved.Contains(text);

    /// <summary>A release version: <c>[0-9][0-9A-Za-z.~+-]{0,30}</c>, not ending with <c>-</c>, after which a revision would follow.</summary>
    public static bool IsReleaseVersion(string? text) =>
        text is not null && ReleaseVersionShape().IsMatch(text);

    /// <summary>A component version: begins with a digit, at most 64 of <c>0-9 A-Z a-z . ~ + - :</c>.</summary>
    public static bool IsComponentVersion(string? text) =>
        text is not null && ComponentVersionShape().IsMatch(text);

    /// <summary>
    /// A channel: <c>[a-z][a-z0-9-]{0,62}</c>, and not reserved. It begins with a letter, so that no address of a channel is
    /// that of a release.
    /// </summary>
    public static bool IsChannelName(string? text) =>
        IsName(text) && char.IsAsciiLetterLower(text![0]);

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9-]{0,62}\z")]
    private static partial Regex NameShape();

    [GeneratedRegex(@"\A[0-9][0-9A-Za-z.~+-]{0,30}(?<!-)\z")]
    private static partial Regex ReleaseVersionShape();

    [GeneratedRegex(@"\A[0-9][0-9A-Za-z.~+:-]{0,63}\z")]
    private static partial Regex ComponentVersionShape();
}
