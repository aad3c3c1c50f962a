namespace Portal.Protocol.Advisories;

/// <summary>A security problem of a component, told after its versions were published.</summary>
/// <param name="Id">Such as <c>CVE-2026-1234</c>; several components may have one of the same id.</param>
/// <param name="Affected">Ranges of versions; a version in any of them is affected, pre-releases too.</param>
/// <param name="FixedIn">Versions; the fix of an affected version is the least of them that is greater.</param>
/// <param name="Severity">One of <see cref="Severities"/>.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Link">Where more is said: https.</param>
/// <param name="Revision">Counts changes from 1; what <c>If-Match</c> names.</param>
/// <param name="Withdrawn">It was none after all; null while it stands.</param>
public sealed record AdvisoryWire(
    string Id,
    string Component,
    IReadOnlyList<string> Affected,
    IReadOnlyList<string> FixedIn,
    string Severity,
    string Summary,
    string? Link,
    string PublishedBy,
    DateTimeOffset PublishedAt,
    string UpdatedBy,
    DateTimeOffset UpdatedAt,
    long Revision,
    AdvisoryWithdrawalWire? Withdrawn = null
);

public sealed record AdvisoryWithdrawalWire(string Reason, string By, DateTimeOffset At);

/// <summary><c>POST /api/v1/components/{component}/advisories</c></summary>
public sealed record AdvisoryCreateWire(
    string Id,
    IReadOnlyList<string> Affected,
    string Severity,
    string Summary,
    IReadOnlyList<string>? FixedIn = null,
    string? Link = null
);

/// <summary><c>PUT /api/v1/components/{component}/advisories/{id}</c>, with If-Match: the whole of it.</summary>
public sealed record AdvisoryUpdateWire(
    IReadOnlyList<string> Affected,
    string Severity,
    string Summary,
    IReadOnlyList<string>? FixedIn = null,
    string? Link = null
);

/// <summary><c>POST /api/v1/components/{component}/advisories/{id}/withdraw</c>, with If-Match.</summary>
public sealed record AdvisoryWithdrawWire(string Reason);

/// <summary><c>GET /api/v1/components/{component}/advisories/{id}/reach</c>: what carries it.</summary>
/// <param name="Affected">Versions of the component, greatest first.</param>
/// <param name="Fixed">Those greater than an affected one that are not affected, greatest first.</param>
/// <param name="Channels">That point to a release that carries it.</param>
/// <param name="ReleaseCount">All releases that carry it.</param>
/// <param name="Releases">Last made first; the page of them that was asked for.</param>
/// <param name="Hosts">Heard lately, of products whose hosts the caller sees; by product, most hosts first.</param>
public sealed record AdvisoryReachWire(
    AdvisoryWire Advisory,
    IReadOnlyList<string> Affected,
    IReadOnlyList<string> Fixed,
    IReadOnlyList<AffectedChannelWire> Channels,
    int ReleaseCount,
    PageWire<AffectedReleaseWire> Releases,
    IReadOnlyList<AffectedHostsWire> Hosts
);

/// <param name="Release">The one that they hold.</param>
/// <param name="Version">Of the component in it.</param>
/// <param name="Hosts">How many.</param>
public sealed record AffectedHostsWire(string Product, string Release, string Version, int Hosts);

/// <param name="Version">Of the component in it.</param>
public sealed record AffectedReleaseWire(
    string Product,
    string Release,
    string State,
    string Version,
    string? FixedIn
);

/// <param name="Release">The one that it points to.</param>
/// <param name="Version">Of the component in it.</param>
public sealed record AffectedChannelWire(
    string Product,
    string Channel,
    string Release,
    string Version
);

/// <summary>An advisory that a release carries.</summary>
/// <param name="Version">Of the component in the release.</param>
/// <param name="FixedIn">The version of the component that has the fix; null: none yet.</param>
public sealed record CarriedAdvisoryWire(string Version, string? FixedIn, AdvisoryWire Advisory);
