using Microsoft.EntityFrameworkCore;
using Portal.Data;

namespace Portal.Hosts;

/// <summary>
/// How many hosts held a version at the end of a day. It stays true when the hosts have gone, and is as small as there are
/// versions in use, however many hosts there are.
/// </summary>
public sealed class HostCount : IUnauditedRow
{
    /// <summary>Name of the product.</summary>
    public required string Product { get; init; }

    /// <summary>By UTC.</summary>
    public required DateOnly Day { get; init; }

    public required string Channel { get; init; }

    /// <summary>A version, or a word of <c>HeldImages</c>.</summary>
    public required string Version { get; init; }

    public required int Hosts { get; init; }
}

public static class HostCountQueries
{
    public static IQueryable<HostCount> HostCounts(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<HostCount>().AsNoTracking();
    }
}
