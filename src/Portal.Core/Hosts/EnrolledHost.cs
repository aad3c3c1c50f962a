using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Protocol;

namespace Portal.Hosts;

/// <summary>
/// A host that may report, and what it said last. It has no name here, and no address: its id is random, and its key is its
/// own.
/// </summary>
public sealed class EnrolledHost
{
    /// <summary>32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    public required Guid ProductId { get; init; }

    /// <summary>Name of the product.</summary>
    public required string Product { get; init; }

    /// <summary>It reports channels of this distro alone; null: any of the product.</summary>
    public string? Distro { get; init; }

    /// <summary>The fleet token by which it came; that may be gone.</summary>
    public required string Token { get; init; }

    /// <summary>As <see cref="Protocol.Hosts.HostSignature.Write"/> gives it.</summary>
    public required string PublicKey { get; init; }

    public required DateTimeOffset EnrolledAt { get; init; }

    /// <summary>By this portal's clock: of the last report, or of the enrolment.</summary>
    public required DateTimeOffset HeardAt { get; set; }

    /// <summary>Of the last report; null: there was none.</summary>
    public Guid? ReportId { get; private set; }

    /// <summary>Its time by the host's clock: an older one is not taken.</summary>
    public DateTimeOffset? ReportedAt { get; private set; }

    public string? Channel { get; private set; }

    /// <summary>As it was reported; null: nothing is installed.</summary>
    public string? Version { get; private set; }

    public Digest? Sha256 { get; private set; }

    /// <summary>What is counted: the version where it is a release of this portal, else a word of <c>HeldImages</c>.</summary>
    public string? Holds { get; private set; }

    /// <summary>The version at which it is held; null: it follows.</summary>
    public string? Pinned { get; private set; }

    /// <summary>Why its last update did what it did.</summary>
    public string? Reason { get; private set; }

    /// <summary>The code with which its last update failed; null: it did not.</summary>
    public string? Error { get; private set; }

    /// <summary>Version of its gtp.</summary>
    public string? Gtp { get; private set; }
}

public static class EnrolledHostQueries
{
    public static IQueryable<EnrolledHost> EnrolledHosts(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<EnrolledHost>().AsNoTracking();
    }
}
