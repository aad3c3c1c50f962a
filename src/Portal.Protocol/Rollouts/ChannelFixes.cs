namespace Portal.Protocol.Rollouts;

/// <summary>
/// What is known of security in the releases that a channel has handed out: the file
/// <c>rollout/stable/guest-tools.fixes.json</c> of the update repository, signed as how far is. It tells people and decides
/// nothing.
/// </summary>
/// <param name="Sha256">The image of the channel's release; beside a pointer to any other image it says nothing.</param>
/// <param name="Advisories">At most <see cref="MaxAdvisories"/>, the worst first.</param>
/// <param name="Omitted">How many more there are than are told.</param>
public sealed record ChannelFixes(
    Digest Sha256,
    IReadOnlyList<ChannelFix> Advisories,
    int Omitted = 0
)
{
    /// <summary>So many of the longest names stay below what clients read of a file of this role.</summary>
    public const int MaxAdvisories = 40;
}

/// <summary>A security problem of which a channel's releases were, or are.</summary>
/// <param name="Id">Such as <c>CVE-2026-1234</c>.</param>
/// <param name="Severity">A word of <c>Severities</c>.</param>
/// <param name="From">The least release of the channel that carries it.</param>
/// <param name="Since">The least release of the channel after the last that carries it; null: the channel's release does.</param>
/// <param name="FixedIn">The version of the component that has the fix; null: none yet.</param>
public sealed record ChannelFix(
    string Id,
    string Severity,
    string Component,
    string From,
    string? Since = null,
    string? FixedIn = null
)
{
    /// <summary>True when a host that has this release is rid of it by the channel's.</summary>
    public bool Fixes(string installed, IComparer<string> versions)
    {
        ArgumentNullException.ThrowIfNull(versions);
        return Since is not null
            && versions.Compare(installed, From) >= 0
            && versions.Compare(installed, Since) < 0;
    }
}
