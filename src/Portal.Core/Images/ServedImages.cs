using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Protocol;
using Portal.Protocol.Releases;
using Portal.Releases;

namespace Portal.Images;

/// <summary>A line of a product's download folder.</summary>
/// <param name="At">When it was ready.</param>
/// <param name="IsWithdrawn">It stays, but is to be taken by nobody who has not got it.</param>
/// <param name="Reason">Why it was withdrawn; otherwise null.</param>
/// <param name="Length">Of its image, in bytes.</param>
/// <param name="Sha256">Of its image; null where there is none.</param>
public sealed record ServedImage(
    string Version,
    DateTimeOffset At,
    bool IsWithdrawn,
    string? Reason,
    long Length,
    Digest? Sha256
);

/// <summary>What download folders list. One query a page that reads no more than is shown: scrapers ask often.</summary>
public sealed class ServedImages(IDbContextFactory<PortalDb> factory)
{
    /// <summary>Releases that can be downloaded, greatest version first; withdrawn ones too.</summary>
    /// <param name="page">The key is a release's version.</param>
    public async Task<Page<ServedImage>> ListAsync(
        string product,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var query = db.Releases().Served().Where(r => r.Product == product);
        if (page.After is { } after)
        {
            var key = await db.Releases()
                .Where(r => r.Product == product && r.Version == after)
                .Select(r => r.VersionKey)
                .SingleOrDefaultAsync(cancellationToken);
            query = query.Where(r => string.Compare(r.VersionKey, key) < 0);
        }

        // A join, and no look-up in each row: that would number all images of the portal before it takes any.
        var served =
            from release in query.OrderByDescending(r => r.VersionKey).Take(page.Take)
            join image in db.Images().Where(i => i.IsAssembled)
                on release.Id equals image.ReleaseId
                into images
            from image in images.DefaultIfEmpty()
            orderby release.VersionKey descending
            select new
            {
                release.Version,
                At = release.ReadyAt ?? release.CreatedAt,
                release.State,
                release.Reason,
                Length = (long?)image.Length,
                image.Sha256,
            };
        var rows = await served.ToListAsync(cancellationToken);
        return PageOf.Cut(
            [
                .. rows.Select(r => new ServedImage(
                    r.Version,
                    r.At,
                    r.State == ReleaseStates.Withdrawn,
                    r.Reason,
                    r.Length ?? 0,
                    r.Sha256
                )),
            ],
            page,
            r => r.Version
        );
    }
}
