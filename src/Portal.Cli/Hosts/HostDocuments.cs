using Portal.Protocol;
using Portal.Protocol.Rollouts;

namespace Portal.Cli.Hosts;

/// <summary>How a host stands.</summary>
/// <param name="Current">Null: nothing is installed.</param>
/// <param name="Images">All that are here, greatest version first.</param>
/// <param name="ReportsTo">Null: no reports are sent.</param>
internal sealed record HostStatusDocument(
    string Product,
    string Channel,
    IReadOnlyList<string> Mirrors,
    string Images,
    string? Pinned,
    KeptImage? Current,
    IReadOnlyList<KeptImage> Kept,
    Uri? ReportsTo = null
);

/// <summary>What the channel says to this host.</summary>
/// <param name="Version">The channel's release.</param>
/// <param name="Action"><c>keep</c>, <c>take-release</c>, <c>take-previous</c>.</param>
/// <param name="Reason">A stable word of the table of decisions.</param>
/// <param name="Takes">The version that an update takes; null: none.</param>
/// <param name="Percent">How far the release is let out; null when that is not known.</param>
/// <param name="State">Of the rollout.</param>
/// <param name="Note">Why the rollout was paused, halted or rolled back, or why it is not known.</param>
/// <param name="Expires">Until when what was read holds.</param>
/// <param name="Fixes">Security problems of what is installed that the channel's release does not have; the worst first.</param>
/// <param name="Open">Those that it has; the worst first.</param>
/// <param name="FixesProblem">Why what is known of security was refused; null when it was not.</param>
internal sealed record HostCheckDocument(
    string Product,
    string Channel,
    string Version,
    Digest Sha256,
    string? Installed,
    string Action,
    string Reason,
    string? Takes,
    int? Percent,
    string? State,
    string? Note,
    IReadOnlyList<string> Warnings,
    string Mirror,
    DateTimeOffset Expires,
    IReadOnlyList<ChannelFix> Fixes,
    IReadOnlyList<ChannelFix> Open,
    string? FixesProblem
);

/// <summary>What an update did.</summary>
/// <param name="Action"><c>updated</c> or <c>kept</c>.</param>
/// <param name="Fetched">Bytes over the network.</param>
/// <param name="Reused">Bytes of contents from images that were here.</param>
/// <param name="Report"><c>sent</c>, <c>waits</c> for the next time, or <c>refused</c>; null: this host sends none.</param>
internal sealed record HostUpdateDocument(
    string Product,
    string Channel,
    string Action,
    string Reason,
    string? Version,
    Digest? Sha256,
    string? Before,
    string? Path,
    long Fetched,
    long Reused,
    string Mirror,
    IReadOnlyList<string> Removed,
    IReadOnlyList<string> KeptOpen,
    string? Report
);

/// <summary>What runs updates by themselves.</summary>
/// <param name="Installed">False: it was only printed.</param>
internal sealed record TimerDocument(bool Installed, string Service, string Timer, string Cron);
