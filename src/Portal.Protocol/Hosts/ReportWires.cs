namespace Portal.Protocol.Hosts;

/// <summary>
/// What a host says of itself: <c>POST /api/v1/reports</c>, signed by the host's key. This is all of it: no name, no address,
/// nothing of its guests.
/// </summary>
/// <param name="Id">Drawn for each report: the same one again is taken once.</param>
/// <param name="Host">The host's id, as it was enrolled.</param>
/// <param name="Channel">What it follows.</param>
/// <param name="Version">What is installed; null with <paramref name="Sha256"/>: nothing.</param>
/// <param name="Sha256">Of the installed image.</param>
/// <param name="Pinned">The version at which somebody holds it; null: it follows the channel.</param>
/// <param name="Reason">Why the last update did what it did, a word of the table of decisions; null: not known.</param>
/// <param name="Error">The code with which the last update failed; null: it did not.</param>
/// <param name="Gtp">Version of the program.</param>
/// <param name="Time">By the host's clock, in milliseconds: a report that is not newer than the one before changes nothing.</param>
public sealed record ReportWire(
    Guid Id,
    string Host,
    string Product,
    string Channel,
    string Gtp,
    DateTimeOffset Time,
    string? Version = null,
    Digest? Sha256 = null,
    string? Pinned = null,
    string? Reason = null,
    string? Error = null
);

/// <param name="IsNew">False: it had been taken before.</param>
public sealed record ReportTakenWire(Guid Id, bool IsNew);

/// <summary>How the image of hosts stands to what their channel says.</summary>
public static class HostStandings
{
    /// <summary>What the channel points to, or hands out while that is held back.</summary>
    public const string Current = "current";

    /// <summary>Older than that.</summary>
    public const string Behind = "behind";

    /// <summary>Newer than that, as after a roll back.</summary>
    public const string Ahead = "ahead";

    /// <summary>A release that was withdrawn or removed.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>Nothing is installed.</summary>
    public const string Nothing = "nothing";

    /// <summary>No release of this portal, or the channel points to nothing.</summary>
    public const string Unknown = "unknown";
}

/// <summary>What hosts hold, in one word where it is no version of the product. No version begins with a letter.</summary>
public static class HeldImages
{
    /// <summary>Nothing is installed.</summary>
    public const string Nothing = "none";

    /// <summary>An image that is no release of this portal.</summary>
    public const string Other = "other";
}

/// <summary>Hosts that hold the same on the same channel.</summary>
/// <param name="Version">A version, or a word of <see cref="HeldImages"/>.</param>
/// <param name="Standing">One of <see cref="HostStandings"/>.</param>
/// <param name="Pinned">How many of them somebody holds at a version.</param>
/// <param name="Failing">How many of them could not update the last time.</param>
public sealed record HostGroupWire(
    string Channel,
    string Version,
    string Standing,
    int Hosts,
    int Pinned,
    int Failing
);

/// <summary>Hosts whose last update failed in the same way.</summary>
public sealed record HostFailureWire(string Error, int Hosts);

/// <summary>How many held a version at the end of a day, by UTC.</summary>
/// <param name="Version">A version, or a word of <see cref="HeldImages"/>.</param>
public sealed record HostDayWire(DateOnly Day, string Channel, string Version, int Hosts);

/// <summary><c>GET /api/v1/products/{product}/hosts</c>: counts, never single hosts.</summary>
/// <param name="Hosts">Heard in the last 30 days.</param>
/// <param name="Behind">Of those, how many hold something older than their channel says.</param>
/// <param name="Silent">Not heard for 30 days.</param>
/// <param name="Unreported">Enrolled, and never heard since.</param>
/// <param name="Days">Oldest first; a day on which the portal did not run is missing.</param>
public sealed record HostCountsWire(
    string Product,
    int Hosts,
    int Behind,
    int Silent,
    int Unreported,
    IReadOnlyList<HostGroupWire> Now,
    IReadOnlyList<HostFailureWire> Failures,
    IReadOnlyList<HostDayWire> Days
);
