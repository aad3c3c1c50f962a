using System.Security.Cryptography;
using Portal.Protocol.Channels;

namespace Portal.Channels;

/// <summary>
/// A named pointer of a product to a release, and how far that release is let out. What it was before stands in its
/// <see cref="Promotion"/>s. The signed file that says the same lies beside it, see <see cref="SignedPointer"/>.
/// </summary>
public sealed class Channel
{
    private Channel() { }

    public Guid Id { get; private init; } = Guid.CreateVersion7();

    public required Guid ProductId { get; init; }

    /// <summary>Name of the product, which never changes.</summary>
    public required string Product { get; init; }

    /// <summary>For ever: that of a retired channel is not used again.</summary>
    public required string Name { get; init; }

    /// <summary>One of <see cref="ChannelKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The distro whose maintainers alone promote it; null for the product's own.</summary>
    public string? Owner { get; private init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>One of <see cref="ChannelStates"/>.</summary>
    public string State { get; private set; } = ChannelStates.Live;

    /// <summary>Hosts with an older version pass through this one first; null: from anywhere.</summary>
    public string? Minimum { get; private set; }

    /// <summary>It never points to an older version than this; null: to any.</summary>
    public string? Floor { get; private set; }

    /// <summary>The channel that has to have pointed to a release before this one does; null: none.</summary>
    public string? Follows { get; private set; }

    /// <summary>What it points to; null until the first promotion.</summary>
    public Guid? ReleaseId { get; private set; }

    public string? Version { get; private set; }

    /// <summary>The last release before it that was let out to all.</summary>
    public Guid? PreviousId { get; private set; }

    public string? PreviousVersion { get; private set; }

    /// <summary>How much of the hosts may take the release, 0 to 100.</summary>
    public int Percent { get; private set; }

    /// <summary>One of <see cref="RolloutStates"/>.</summary>
    public string Rollout { get; private set; } = RolloutStates.Running;

    /// <summary>Why it is held back; null while it is not.</summary>
    public string? Reason { get; private set; }

    /// <summary>16 random bytes, hexadecimal, fixed for a release on this channel: by it each host finds its own place.</summary>
    public string? Salt { get; private set; }

    /// <summary>When it came to point to the release.</summary>
    public DateTimeOffset? PointedAt { get; private set; }

    /// <summary>Who last changed the pointer.</summary>
    public string? PointedBy { get; private set; }

    /// <summary>By when the release is to be let out to all; null where nobody said, or it is.</summary>
    public DateTimeOffset? Due { get; private set; }

    /// <summary>Counts every change but signing: what one says who changes it, and the concurrency token.</summary>
    public long Revision { get; private set; } = 1;

    public SignedPointer SignedPointer { get; private set; } = new();

    /// <summary>The release was let out to all, and nothing was said against it since.</summary>
    public bool IsSettled =>
        ReleaseId is not null
        && Percent == 100
        && Rollout is RolloutStates.Running or RolloutStates.Paused;

    public bool IsLive => State == ChannelStates.Live;

    internal static Channel Of(
        Guid productId,
        string product,
        string name,
        string? owner,
        DateTimeOffset now,
        bool isLive
    ) =>
        new()
        {
            State = isLive ? ChannelStates.Live : ChannelStates.AwaitingDelegation,
            ProductId = productId,
            Product = product,
            Name = name,
            Kind = owner is null ? name : ChannelKinds.Distro,
            Owner = owner,
            CreatedAt = now,
        };

    internal void Set(string? minimum, string? floor, string? follows)
    {
        (Minimum, Floor, Follows) = (minimum, floor, follows);
        Revision++;
    }

    /// <summary>Its role is delegated to.</summary>
    internal void GoLive()
    {
        Require(State == ChannelStates.AwaitingDelegation, "made live");
        State = ChannelStates.Live;
        Revision++;
    }

    /// <summary>Points to another release, whose letting out begins.</summary>
    internal void Point(
        Guid release,
        string version,
        int percent,
        DateTimeOffset? due,
        string by,
        DateTimeOffset now
    )
    {
        Require(IsLive, "promoted");
        if (IsSettled)
        {
            (PreviousId, PreviousVersion) = (ReleaseId, Version);
        }

        Begin(release, version, percent, due, by, now);
    }

    /// <summary>Points back to a release, which is let out to all at once.</summary>
    internal void Undo(Guid release, string version, string by, DateTimeOffset now)
    {
        Require(IsLive, "taken back");
        if (PreviousId == release)
        {
            (PreviousId, PreviousVersion) = (null, null);
        }

        Begin(release, version, 100, due: null, by, now);
    }

    /// <summary>Lets the same release out further.</summary>
    internal void LetOut(int percent, DateTimeOffset? due)
    {
        Require(IsLive && Rollout == RolloutStates.Running && percent >= Percent, "let out");
        Percent = percent;
        Due = percent == 100 ? null : due ?? Due;
        Revision++;
    }

    /// <param name="state">One of <see cref="RolloutStates"/>.</param>
    /// <param name="reason">Null where nothing is held back.</param>
    internal void Hold(string state, string? reason)
    {
        Require(IsLive && ReleaseId is not null, state);
        (Rollout, Reason) = (state, reason);
        Revision++;
    }

    internal void Retire()
    {
        Require(State != ChannelStates.Retired, "retired");
        State = ChannelStates.Retired;
        Revision++;
    }

    private void Begin(
        Guid release,
        string version,
        int percent,
        DateTimeOffset? due,
        string by,
        DateTimeOffset now
    )
    {
        (ReleaseId, Version, Percent) = (release, version, percent);
        (Rollout, Reason) = (RolloutStates.Running, null);
        Salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        Due = percent == 100 ? null : due;
        (PointedAt, PointedBy) = (now, by);
        Revision++;
    }

    private void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(
                $"Channel {Product}/{Name} is {State}, its rollout {Rollout}: it cannot be {what}."
            );
        }
    }
}
