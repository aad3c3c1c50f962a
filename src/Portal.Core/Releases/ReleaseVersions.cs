using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Packaging.Versions;
using Portal.Protocol.Releases;

namespace Portal.Releases;

/// <summary>A version of a product with where it stands.</summary>
/// <param name="State">One of <see cref="ReleaseStates"/>.</param>
public sealed record ReleaseStanding(string Version, string State);

/// <summary>What stands beside a version.</summary>
/// <param name="Previous">The next lower version that one can look at.</param>
/// <param name="Next">The next higher one.</param>
/// <param name="Base">The next lower version that has an image, withdrawn ones last: what one compares with.</param>
public sealed record ReleaseNeighbours(string? Previous, string? Next, string? Base);

/// <summary>A product's versions in Debian's order: what stands beside one, what is newest, what would follow.</summary>
public sealed class ReleaseVersions(IDbContextFactory<PortalDb> factory)
{
    /// <param name="version">Need not be one of the product's.</param>
    public async Task<ReleaseNeighbours> AroundAsync(
        string product,
        string version,
        CancellationToken cancellationToken
    )
    {
        var key = ComponentVersionNumber.Parse(version).SortKey;
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var all = db.Releases()
            .Where(r =>
                r.Product == product
                && r.State != ReleaseStates.Failed
                && r.State != ReleaseStates.Removed
            );
        var below = all.Where(r => string.Compare(r.VersionKey, key) < 0)
            .OrderByDescending(r => r.VersionKey);
        return new(
            await FirstAsync(below),
            await FirstAsync(
                all.Where(r => string.Compare(r.VersionKey, key) > 0).OrderBy(r => r.VersionKey)
            ),
            await FirstAsync(below.Where(r => r.State == ReleaseStates.Ready))
                ?? await FirstAsync(below.Where(r => r.State == ReleaseStates.Withdrawn))
        );

        Task<string?> FirstAsync(IQueryable<Release> releases) =>
            releases.Select(r => r.Version).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>The greatest versions that have an image, greatest first.</summary>
    /// <param name="take">How many at most.</param>
    public async Task<IReadOnlyList<ReleaseStanding>> NewestAsync(
        string product,
        int take,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Releases()
            .Served()
            .Where(r => r.Product == product)
            .OrderByDescending(r => r.VersionKey)
            .Take(take)
            .Select(r => new ReleaseStanding(r.Version, r.State))
            .ToListAsync(cancellationToken);
    }

    /// <summary>The version that would follow: the greatest with its last number counted on; <c>1.0</c> for the first.</summary>
    public async Task<string> SuggestAsync(string product, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var greatest = await db.Releases()
            .Where(r => r.Product == product)
            .OrderByDescending(r => r.VersionKey)
            .Select(r => r.Version)
            .FirstOrDefaultAsync(cancellationToken);
        return greatest is null ? "1.0" : await FreeAsync(db, product, greatest, cancellationToken);
    }

    /// <summary>The version that follows one that is taken and is free.</summary>
    public async Task<string> NextFreeAsync(
        string product,
        string version,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await FreeAsync(db, product, version, cancellationToken);
    }

    private static async Task<string> FreeAsync(
        PortalDb db,
        string product,
        string version,
        CancellationToken cancellationToken
    )
    {
        // In one query: there may be thousands that follow.
        var beginning = version[..LastNumber(version).Start];
        var taken = await db.Releases()
            .Where(r => r.Product == product && r.Version.StartsWith(beginning))
            .Select(r => r.Version)
            .ToHashSetAsync(cancellationToken);
        do
        {
            version = CountOn(version);
        } while (taken.Contains(version));

        return version;
    }

    /// <summary><c>4.4</c> to <c>4.5</c>, <c>4.9</c> to <c>4.10</c>, <c>1.0~rc1</c> to <c>1.0~rc2</c>.</summary>
    internal static string CountOn(string version)
    {
        var (start, end) = LastNumber(version);
        var next = System.Numerics.BigInteger.Parse(
            version.AsSpan(start, end - start),
            System.Globalization.CultureInfo.InvariantCulture
        );
        return $"{version[..start]}{next + 1}{version[end..]}";
    }

    private static (int Start, int End) LastNumber(string version)
    {
        var end = version.Length;
        while (end > 0 && !char.IsAsciiDigit(version[end - 1]))
        {
            end--;
        }

        var start = end;
        while (start > 0 && char.IsAsciiDigit(version[start - 1]))
        {
            start--;
        }

        return (start, end);
    }
}
