namespace Portal.Protocol.Following;

/// <summary>Makes a product follow another portal: <c>PUT /api/v1/products/{product}/following</c>.</summary>
/// <param name="Mirrors">Addresses of the other portal and its mirrors, asked in this order.</param>
/// <param name="Channels">Of the other, whose releases are taken; null: <c>stable</c>.</param>
/// <param name="Root">The root file where trust begins, base64.</param>
/// <param name="RootKeys">In its place: ids of root keys. Of a product that follows already, null of both: as it was.</param>
/// <param name="Title">Of a product that is made by it; null: its name.</param>
public sealed record FollowWire(
    IReadOnlyList<string> Mirrors,
    IReadOnlyList<string>? Channels = null,
    byte[]? Root = null,
    IReadOnlyList<string>? RootKeys = null,
    string? Title = null
);

/// <param name="RootKeys">Ids of root keys where trust began; empty where it began with a root file.</param>
/// <param name="NextCheckAt">Not before this time the mirrors are asked again.</param>
/// <param name="CheckedAt">When the last check ended; null: never.</param>
/// <param name="GoodAt">When one ended well; null: never.</param>
/// <param name="Error">Why the last one did not; null when it did.</param>
/// <param name="Taking">What is being fetched; null while nothing is.</param>
/// <param name="Seen">What the other's channels said when they were last read well.</param>
public sealed record FollowingWire(
    string Product,
    IReadOnlyList<string> Mirrors,
    IReadOnlyList<string> Channels,
    IReadOnlyList<string> RootKeys,
    DateTimeOffset NextCheckAt,
    DateTimeOffset? CheckedAt,
    DateTimeOffset? GoodAt,
    FollowingErrorWire? Error,
    TakingWire? Taking,
    IReadOnlyList<SeenChannelWire> Seen
);

/// <param name="Code">Stable.</param>
/// <param name="Message">For people.</param>
public sealed record FollowingErrorWire(string Code, string Message);

/// <param name="Done">Bytes that came.</param>
/// <param name="Total">Of how many that are missing here.</param>
public sealed record TakingWire(string Version, long Done, long Total);

/// <param name="Version">That the channel points to.</param>
/// <param name="Sha256">Of its image.</param>
/// <param name="Withdrawn">Why the other portal has withdrawn it; null while it has not.</param>
/// <param name="State">Of the other's rollout; null when that cannot be told.</param>
/// <param name="Percent">How far the other has let it out; null likewise.</param>
/// <param name="Reason">Why the other holds it back.</param>
public sealed record SeenChannelWire(
    string Channel,
    string Version,
    Digest Sha256,
    string? Withdrawn,
    string? State,
    int? Percent,
    string? Reason
);
