using System.Collections.Concurrent;
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

/// <summary>
/// A product's versions in Debian's order, which no database knows. They never change and are never deleted, so the
/// sorted list is kept in memory for as long as their number is the same.
/// </summary>
public sealed class ReleaseVersions(IDbContextFactory<PortalDb> factory)
{
    /// <summary>How far one looks for a neighbour: beyond so many failed ones there is none.</summary>
    private const int Reach = 40;

    private readonly ConcurrentDictionary<string, ComponentVersionNumber[]> _sorted = new(
        StringComparer.Ordinal
    );

    public async Task<ReleaseNeighbours> AroundAsync(
        string product,
        string version,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var all = await SortedAsync(db, product, cancellationToken);
        var at = Array.BinarySearch(
            all,
            ComponentVersionNumber.Parse(version),
            ComponentVersionNumber.TotalOrder
        );
        var lowerEnd = at < 0 ? ~at : at;
        var lower = all[Math.Max(0, lowerEnd - Reach)..lowerEnd].Reverse();
        var higher = all.Skip(at < 0 ? lowerEnd : at + 1).Take(Reach);
        var below = await StandingsAsync(db, product, lower, cancellationToken);
        var above = await StandingsAsync(db, product, higher, cancellationToken);
        return new(
            below.FirstOrDefault(IsToLookAt)?.Version,
            above.FirstOrDefault(IsToLookAt)?.Version,
            (
                below.FirstOrDefault(r => r.State == ReleaseStates.Ready)
                ?? below.FirstOrDefault(r => r.State == ReleaseStates.Withdrawn)
            )?.Version
        );
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
        var all = await SortedAsync(db, product, cancellationToken);
        var newest = await StandingsAsync(
            db,
            product,
            all.Reverse().Take(take + Reach),
            cancellationToken
        );
        return
        [
            .. newest
                .Where(r => r.State is ReleaseStates.Ready or ReleaseStates.Withdrawn)
                .Take(take),
        ];
    }

    /// <summary>The version that would follow: the greatest with its last number counted on; <c>1.0</c> for the first.</summary>
    public async Task<string> SuggestAsync(string product, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var all = await SortedAsync(db, product, cancellationToken);
        return all.Length == 0 ? "1.0" : Free(all, all[^1].Text);
    }

    /// <summary>The version that follows one that is taken and is free.</summary>
    public async Task<string> NextFreeAsync(
        string product,
        string version,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return Free(await SortedAsync(db, product, cancellationToken), version);
    }

    private static string Free(ComponentVersionNumber[] taken, string version)
    {
        var known = taken.Select(v => v.Text).ToHashSet(StringComparer.Ordinal);
        do
        {
            version = CountOn(version);
        } while (known.Contains(version));

        return version;
    }

    /// <summary><c>4.4</c> to <c>4.5</c>, <c>4.9</c> to <c>4.10</c>, <c>1.0~rc1</c> to <c>1.0~rc2</c>.</summary>
    internal static string CountOn(string version)
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

        var next = System.Numerics.BigInteger.Parse(
            version.AsSpan(start, end - start),
            System.Globalization.CultureInfo.InvariantCulture
        );
        return $"{version[..start]}{next + 1}{version[end..]}";
    }

    private static bool IsToLookAt(ReleaseStanding release) =>
        release.State is not (ReleaseStates.Failed or ReleaseStates.Removed);

    /// <summary>In the order given.</summary>
    private static async Task<IReadOnlyList<ReleaseStanding>> StandingsAsync(
        PortalDb db,
        string product,
        IEnumerable<ComponentVersionNumber> versions,
        CancellationToken cancellationToken
    )
    {
        var wanted = versions.Select(v => v.Text).ToList();
        var found = await db.Releases()
            .Where(r => r.Product == product && wanted.Contains(r.Version))
            .Select(r => new { r.Version, r.State })
            .ToDictionaryAsync(r => r.Version, r => r.State, cancellationToken);
        return
        [
            .. wanted
                .Where(found.ContainsKey)
                .Select(version => new ReleaseStanding(version, found[version])),
        ];
    }

    private async Task<ComponentVersionNumber[]> SortedAsync(
        PortalDb db,
        string product,
        CancellationToken cancellationToken
    )
    {
        var count = await db.Releases().CountAsync(r => r.Product == product, cancellationToken);
        if (_sorted.TryGetValue(product, out var sorted) && sorted.Length == count)
        {
            return sorted;
        }

        var versions = await db.Releases()
            .Where(r => r.Product == product)
            .Select(r => r.Version)
            .ToListAsync(cancellationToken);
        sorted =
        [
            .. versions
                .Select(ComponentVersionNumber.Parse)
                .Order(ComponentVersionNumber.TotalOrder),
        ];
        if (sorted.Length > 0)
        {
            // Names that are no product's must not fill the memory.
            _sorted[product] = sorted;
        }

        return sorted;
    }
}
