using Microsoft.EntityFrameworkCore;
using Portal.Components;
using Portal.Data;
using Portal.Packaging.Versions;
using Portal.Protocol.Channels;
using Portal.Protocol.Problems;
using Portal.Protocol.Releases;
using Portal.Releases;

namespace Portal.Channels;

/// <summary>What a channel demands before it points to a release; every unmet gate at once.</summary>
/// <remarks>The rules of the findings: <c>gate.no-such-release, gate.not-ready, gate.withdrawn, gate.yanked,
/// gate.below-minimum, gate.below-floor, gate.order, gate.rollout, gate.not-live</c>.</remarks>
public sealed class ChannelGates(IDbContextFactory<PortalDb> factory, ComponentYanks yanks)
{
    /// <summary>Gates of a plain promotion, or of letting the same release out further.</summary>
    /// <param name="release">Null: there is no release of that version.</param>
    /// <param name="percent">0 to 100.</param>
    public async Task<IReadOnlyList<Finding>> CheckAsync(
        Channel channel,
        string version,
        Release? release,
        int percent,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(channel);
        var findings = Standing(channel);
        if (release is null)
        {
            findings.Add(
                new(
                    "gate.no-such-release",
                    $"There is no release {version} of {channel.Product}.",
                    Mend: "Make it first, or name another."
                )
            );
            return findings;
        }

        await CheckReleaseAsync(channel, release, findings, cancellationToken);
        CheckVersion(channel.Minimum, release, "gate.below-minimum", "minimum", findings);
        if (channel.ReleaseId == release.Id)
        {
            CheckRollout(channel, percent, findings);
        }
        else
        {
            await CheckOrderAsync(channel, release, findings, cancellationToken);
        }

        return findings;
    }

    /// <summary>Gates of going back to a release: it was there before, so the order and the minimum do not count.</summary>
    public async Task<IReadOnlyList<Finding>> CheckBackAsync(
        Channel channel,
        Release release,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(channel);
        ArgumentNullException.ThrowIfNull(release);
        var findings = Standing(channel);
        await CheckReleaseAsync(channel, release, findings, cancellationToken);
        return findings;
    }

    /// <summary>True when a version is older than another, by Debian's order.</summary>
    internal static bool IsOlder(string version, string than) =>
        ComponentVersionNumber.TotalOrder.Compare(
            ComponentVersionNumber.Parse(version),
            ComponentVersionNumber.Parse(than)
        ) < 0;

    private static List<Finding> Standing(Channel channel) =>
        channel.IsLive
            ? []
            :
            [
                new(
                    "gate.not-live",
                    $"The channel {channel.Name} is {channel.State}.",
                    Mend: channel.State == ChannelStates.Retired
                        ? "Use another channel."
                        : "Sign its delegation first."
                ),
            ];

    private async Task CheckReleaseAsync(
        Channel channel,
        Release release,
        List<Finding> findings,
        CancellationToken cancellationToken
    )
    {
        var name = $"{release.Product} {release.Version}";
        if (release.State is ReleaseStates.Withdrawn or ReleaseStates.Removed)
        {
            findings.Add(
                new(
                    "gate.withdrawn",
                    $"{name} was {release.State}: {release.Reason}",
                    Mend: "Promote a release that is ready."
                )
            );
        }
        else if (release.State != ReleaseStates.Ready)
        {
            findings.Add(
                new(
                    "gate.not-ready",
                    $"{name} is {release.State}, not ready.",
                    Mend: release.State == ReleaseStates.Failed
                        ? "Run it again, or make another release."
                        : "Wait until its image is made."
                )
            );
        }

        CheckVersion(channel.Floor, release, "gate.below-floor", "floor", findings);
        var reasons = await yanks.FindAsync(
            [.. release.Components.Select(c => c.Name)],
            cancellationToken
        );
        foreach (var component in release.Components.OrderBy(c => c.Position))
        {
            if (reasons.TryGetValue((component.Name, component.Version), out var reason))
            {
                findings.Add(
                    new(
                        "gate.yanked",
                        $"{component.Name} {component.Version}, which {name} holds, was yanked: {reason}",
                        Mend: "Make a release without it."
                    )
                );
            }
        }
    }

    private static void CheckVersion(
        string? bound,
        Release release,
        string rule,
        string what,
        List<Finding> findings
    )
    {
        if (bound is not null && IsOlder(release.Version, bound))
        {
            findings.Add(
                new(
                    rule,
                    $"{release.Version} is older than {bound}, the {what} of the channel.",
                    Mend: "Promote a newer release."
                )
            );
        }
    }

    private static void CheckRollout(Channel channel, int percent, List<Finding> findings)
    {
        if (channel.Rollout != RolloutStates.Running)
        {
            findings.Add(
                new(
                    "gate.rollout",
                    $"The rollout of {channel.Version} is {channel.Rollout}: {channel.Reason}",
                    Mend: channel.Rollout == RolloutStates.RolledBack
                        ? "Promote another release, or undo."
                        : "Resume it first."
                )
            );
        }

        if (percent < channel.Percent)
        {
            findings.Add(
                new(
                    "gate.rollout",
                    $"{channel.Version} is let out to {channel.Percent} % already; nobody who may take it is asked to give it back.",
                    Mend: "Pause or halt the rollout."
                )
            );
        }
    }

    private async Task CheckOrderAsync(
        Channel channel,
        Release release,
        List<Finding> findings,
        CancellationToken cancellationToken
    )
    {
        if (channel.Follows is not { } before)
        {
            return;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var was = await db.Promotions()
            .Where(p => p.ToId == release.Id)
            .Join(db.Channels(), p => p.ChannelId, c => c.Id, (p, c) => c)
            .AnyAsync(c => c.Product == channel.Product && c.Name == before, cancellationToken);
        if (!was)
        {
            findings.Add(
                new(
                    "gate.order",
                    $"{release.Version} was never on {before}, which {channel.Name} follows.",
                    Mend: $"Promote it to {before} first."
                )
            );
        }
    }
}
