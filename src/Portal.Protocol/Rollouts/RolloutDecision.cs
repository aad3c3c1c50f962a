namespace Portal.Protocol.Rollouts;

/// <summary>What a host does.</summary>
public enum RolloutAction
{
    /// <summary>Stays with what it has, or with nothing.</summary>
    Keep,

    /// <summary>Takes the channel's release.</summary>
    TakeRelease,

    /// <summary>Takes the channel's previous release.</summary>
    TakePrevious,
}

/// <summary>
/// What a host does about a channel, and why: the one function behind the host, the portal's pages and its numbers. Pure: the
/// table of docs/formats.md, row by row.
/// </summary>
/// <param name="Action">What to do.</param>
/// <param name="Reason">Why, in a stable word of the table.</param>
public sealed record RolloutDecision(RolloutAction Action, string Reason)
{
    /// <summary>Decides.</summary>
    /// <param name="channel">What the channel points to, verified.</param>
    /// <param name="rollout">How far; null when it is missing or has expired.</param>
    /// <param name="installed">What the host has; null for a new host.</param>
    /// <param name="hostId">The host's 16 bytes.</param>
    /// <param name="versions">Orders release versions.</param>
    public static RolloutDecision Make(
        ChannelPointer channel,
        Rollout? rollout,
        InstalledImage? installed,
        ReadOnlySpan<byte> hostId,
        IComparer<string> versions
    )
    {
        var known = rollout?.Sha256 == channel.Release.Sha256 ? rollout : null;
        var hasRelease = installed?.Sha256 == channel.Release.Sha256;
        if (known?.State == RolloutStates.RolledBack)
        {
            return RollBack(channel, installed, hasRelease, versions);
        }

        if (hasRelease)
        {
            return Keep("current");
        }

        // What is below the floor is as good as nothing: then the host takes what a new one would.
        var standing = installed is not null && IsAllowed(installed.Version) ? installed : null;
        if (
            standing is not null
            && versions.Compare(standing.Version, channel.Release.Version) >= 0
        )
        {
            return Keep("not-newer");
        }

        if (HoldBack(channel, known, hostId, IsAllowed(channel.Release.Version)) is not { } held)
        {
            return new RolloutDecision(RolloutAction.TakeRelease, "chosen");
        }

        return standing is null && UsablePrevious(channel, installed, versions)
            ? new RolloutDecision(RolloutAction.TakePrevious, held)
            : Keep(held);

        bool IsAllowed(string version) =>
            channel.Minimum is null || versions.Compare(version, channel.Minimum) >= 0;
    }

    /// <summary>Why the release is not taken by this host now; null when it is.</summary>
    private static string? HoldBack(
        ChannelPointer channel,
        Rollout? rollout,
        ReadOnlySpan<byte> hostId,
        bool isAllowed
    ) =>
        channel.Release.Withdrawn is not null ? "withdrawn"
        : !isAllowed ? "below-minimum"
        : rollout is null ? "no-rollout"
        : rollout.State switch
        {
            RolloutStates.Paused => "paused",
            RolloutStates.Halted => "halted",
            RolloutStates.Running => IsChosen(channel, rollout, hostId) ? null : "not-chosen",
            // A word of a newer portal: hold back, which is always safe.
            _ => "no-rollout",
        };

    /// <summary>A salt or a percentage that makes no sense chooses nobody.</summary>
    private static bool IsChosen(
        ChannelPointer channel,
        Rollout rollout,
        ReadOnlySpan<byte> hostId
    ) =>
        RolloutChoice.TryRead(channel.Salt, out var salt)
        && rollout.Percent is >= 0 and <= 100
        && RolloutChoice.IsChosen(salt, hostId, rollout.Percent);

    /// <summary>The one way down. Who never had the release goes to previous only where that is up.</summary>
    private static RolloutDecision RollBack(
        ChannelPointer channel,
        InstalledImage? installed,
        bool hasRelease,
        IComparer<string> versions
    )
    {
        const string why = RolloutStates.RolledBack;
        var isUsable = UsablePrevious(channel, hasRelease ? null : installed, versions);
        return isUsable ? new RolloutDecision(RolloutAction.TakePrevious, why)
            : hasRelease ? Keep("no-way-back")
            : Keep(why);
    }

    /// <summary>There is one, it is not withdrawn, not below the floor, and above what the host has.</summary>
    private static bool UsablePrevious(
        ChannelPointer channel,
        InstalledImage? installed,
        IComparer<string> versions
    ) =>
        channel.Previous is { Withdrawn: null } previous
        && (channel.Minimum is null || versions.Compare(previous.Version, channel.Minimum) >= 0)
        && previous.Sha256 != installed?.Sha256
        && (installed is null || versions.Compare(previous.Version, installed.Version) > 0);

    private static RolloutDecision Keep(string reason) => new(RolloutAction.Keep, reason);
}
