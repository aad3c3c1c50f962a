using Portal.Channels;
using Portal.Hosts;
using Portal.Protocol;
using Portal.Protocol.Advisories;
using Portal.Shell;

namespace Portal.Advisories;

internal static class AdvisoryMapping
{
    public static AdvisoryWire ToWire(this Advisory advisory) =>
        new(
            advisory.Name,
            advisory.Component,
            [.. advisory.Versions.Ranges.Select(r => r.ToString())],
            [.. advisory.Versions.Fixes.Select(f => f.Text)],
            advisory.Severity,
            advisory.Summary,
            advisory.Link,
            advisory.PublishedBy,
            advisory.PublishedAt,
            advisory.UpdatedBy,
            advisory.UpdatedAt,
            advisory.Revision,
            advisory is { WithdrawnReason: { } reason, WithdrawnBy: { } by, WithdrawnAt: { } at }
                ? new(reason, by, at)
                : null
        );

    public static AdvisoryReachWire ToWire(
        this CarriedAdvisory carried,
        Advisory advisory,
        IEnumerable<AffectedChannelWire> channels,
        IEnumerable<HeldRelease> hosts
    )
    {
        var fixes = carried.Affected.ToDictionary(a => a.Version, a => a.FixedIn);
        return new(
            advisory.ToWire(),
            [.. carried.Affected.Select(a => a.Version)],
            carried.Fixed,
            [.. channels],
            carried.ReleaseCount,
            carried.Releases.ToWire(r => new AffectedReleaseWire(
                r.Release.Product,
                r.Release.Version,
                r.Release.State,
                r.ComponentVersion,
                fixes.GetValueOrDefault(r.ComponentVersion)
            )),
            [
                .. hosts.Select(h => new AffectedHostsWire(
                    h.Product,
                    h.Release,
                    h.ComponentVersion,
                    h.Hosts
                )),
            ]
        );
    }

    /// <summary>Channels that point to a release with an affected version, by product and name.</summary>
    public static IReadOnlyList<AffectedChannelWire> Affected(
        this IEnumerable<ChannelView> views,
        Advisory advisory,
        CarriedAdvisory carried
    )
    {
        var versions = carried.Affected.Select(a => a.Version).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from view in views
            where
                view.Channel.State != Protocol.Channels.ChannelStates.Retired
                && view.Release is not null
            let held = view.Release!.Release.Components.FirstOrDefault(c =>
                c.Name == advisory.Component && versions.Contains(c.Version)
            )
            where held is not null
            orderby view.Channel.Product, view.Channel.Name
            select new AffectedChannelWire(
                view.Channel.Product,
                view.Channel.Name,
                view.Release!.Version,
                held.Version
            ),
        ];
    }
}
