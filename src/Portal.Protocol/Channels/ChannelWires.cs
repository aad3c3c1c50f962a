namespace Portal.Protocol.Channels;

/// <summary>A release as a channel speaks of it.</summary>
/// <param name="State">One of <c>ReleaseStates</c>: it may have been withdrawn since.</param>
/// <param name="Length">Bytes of the image.</param>
/// <param name="Sha256">Of the image.</param>
public sealed record ChannelReleaseWire(string Version, string State, Digest Sha256, long Length);

/// <summary>How far the channel's release is let out.</summary>
/// <param name="Percent">0 to 100.</param>
/// <param name="State">One of <see cref="RolloutStates"/>.</param>
/// <param name="Salt">32 hexadecimal digits, fixed for the release on this channel: by it each host finds its own place.</param>
/// <param name="Reason">Why it is held back; null while it is not.</param>
/// <param name="Since">When the channel came to point to the release.</param>
/// <param name="Due">By when it is to be let out to all; null where nobody said.</param>
public sealed record RolloutWire(
    int Percent,
    string State,
    string Salt,
    string? Reason,
    DateTimeOffset Since,
    DateTimeOffset? Due
);

/// <summary>The signed <c>RELEASE</c> file as it is served.</summary>
public sealed record SignedPointerWire(
    string Version,
    DateTimeOffset SignedAt,
    DateTimeOffset ValidUntil
);

/// <summary><c>GET /api/v1/products/{product}/channels/{channel}</c>: the poll.</summary>
/// <param name="Kind">One of <see cref="ChannelKinds"/>.</param>
/// <param name="Owner">The distro whose maintainers alone promote it; null for a product's own.</param>
/// <param name="State">One of <see cref="ChannelStates"/>.</param>
/// <param name="Revision">Counts every change of pointer, rollout and settings.</param>
/// <param name="Release">What it points to; null until the first promotion.</param>
/// <param name="Previous">The last one before it that was let out to all.</param>
/// <param name="HandedOut">What everybody may take, and <c>RELEASE</c> names: the release once it is let out to all, until then and when it is halted the previous one.</param>
/// <param name="Minimum">Hosts with an older version pass through this one first.</param>
/// <param name="Floor">It never points to an older version than this.</param>
/// <param name="Follows">The channel that has to have pointed to a release before this one does.</param>
/// <param name="Warnings">Sentences: what it points to was withdrawn, or holds a yanked component.</param>
public sealed record ChannelWire(
    string Product,
    string Name,
    string Kind,
    string? Owner,
    string State,
    long Revision,
    ChannelReleaseWire? Release,
    ChannelReleaseWire? Previous,
    ChannelReleaseWire? HandedOut,
    RolloutWire? Rollout,
    string? Minimum,
    string? Floor,
    string? Follows,
    SignedPointerWire? SignedPointer,
    IReadOnlyList<string> Warnings,
    DateTimeOffset CreatedAt
);

/// <summary><c>POST /api/v1/products/{product}/channels</c></summary>
/// <param name="Name"><c>candidate</c>, <c>testing</c>, <c>stable</c>; with an owner any other.</param>
/// <param name="Owner">A distro.</param>
public sealed record ChannelCreateWire(
    string Name,
    string? Owner = null,
    string? Minimum = null,
    string? Floor = null,
    string? Follows = null
);

/// <summary>Puts all settings in place of those before: <c>PUT .../channels/{channel}/settings</c> with If-Match.</summary>
/// <param name="Minimum">Null: none. So for the others.</param>
public sealed record ChannelSettingsWire(
    string Comment,
    string? Minimum = null,
    string? Floor = null,
    string? Follows = null
);

/// <summary>Points to a release, or lets the same one out further: <c>PUT .../channels/{channel}</c> with If-Match.</summary>
/// <param name="Release">A version.</param>
/// <param name="Percent">0 to 100; null: all.</param>
/// <param name="Comment">Why: kept in the history, shown to everybody.</param>
/// <param name="Due">By when it is to be let out to all; nothing happens by itself then.</param>
public sealed record PromoteWire(
    string Release,
    int? Percent = null,
    string? Comment = null,
    DateTimeOffset? Due = null
);

/// <summary><c>POST .../channels/{channel}/undo</c>, <c>pause</c>, <c>resume</c>, <c>halt</c>, <c>rollback</c>, <c>retire</c>.</summary>
public sealed record ChannelCommentWire(string? Comment = null);

/// <summary>One line of a channel's history.</summary>
/// <param name="Number">From 1: the revision that it made.</param>
/// <param name="Action">One of <see cref="ChannelActions"/>.</param>
/// <param name="From">What it pointed to before; null for nothing.</param>
/// <param name="To">What it pointed to after.</param>
public sealed record PromotionWire(
    long Number,
    DateTimeOffset At,
    string By,
    string Action,
    string? From,
    string? To,
    int Percent,
    string? Comment,
    DateTimeOffset? Due
);

/// <summary>Makes a distro: <c>POST /api/v1/distros</c>, administrators only.</summary>
public sealed record DistroCreateWire(string Name, string Title);

/// <param name="Channels">Its channels, as <c>product/channel</c>.</param>
public sealed record DistroWire(
    string Name,
    string Title,
    DateTimeOffset CreatedAt,
    IReadOnlyList<string> Channels
);
