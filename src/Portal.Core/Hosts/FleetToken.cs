using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Protocol;

namespace Portal.Hosts;

/// <summary>
/// What a fleet's hosts enrol by. It is no API token: it signs nobody in, and opens nothing but the enrolment. Its text was
/// shown once; here is only its hash.
/// </summary>
public sealed class FleetToken
{
    /// <summary>Ten characters; the public part of the text.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    public required Guid ProductId { get; init; }

    /// <summary>Name of the product.</summary>
    public required string Product { get; init; }

    /// <summary>Its hosts follow channels of this distro alone; null: any channel of the product.</summary>
    public string? Distro { get; init; }

    public required Digest Hash { internal get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;
}

public static class FleetTokenQueries
{
    public static IQueryable<FleetToken> FleetTokens(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<FleetToken>().AsNoTracking();
    }
}
