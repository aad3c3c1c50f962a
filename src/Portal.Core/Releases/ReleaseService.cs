using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Jobs;
using Portal.Problems;
using Portal.Products;
using Portal.Protocol.Access;
using Portal.Protocol.Releases;

namespace Portal.Releases;

/// <summary>Reads releases and changes what may change of them: queued again, withdrawn, removed.</summary>
public sealed class ReleaseService(
    IDbContextFactory<PortalDb> factory,
    ReleaseSignal signal,
    WorkNudge nudge,
    TimeProvider clock
)
{
    public const int MaxReason = 500;

    public async Task<Release?> FindAsync(
        string product,
        string version,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Releases()
            .SingleOrDefaultAsync(
                r => r.Product == product && r.Version == version,
                cancellationToken
            );
    }

    /// <summary>The ready release of a product with the greatest version, by Debian's order; null until there is one.</summary>
    public async Task<string?> NewestAsync(string product, CancellationToken cancellationToken) =>
        (await NewestAsync([product], cancellationToken)).GetValueOrDefault(product);

    /// <summary>The same for several products; those without a ready release are left out.</summary>
    public async Task<IReadOnlyDictionary<string, string>> NewestAsync(
        IReadOnlyCollection<string> products,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var newest = await db.Products()
            .Where(p => products.Contains(p.Name))
            .Select(p => new
            {
                p.Name,
                Version = db.Releases()
                    .Where(r => r.Product == p.Name && r.State == ReleaseStates.Ready)
                    .OrderByDescending(r => r.VersionKey)
                    .Select(r => r.Version)
                    .FirstOrDefault(),
            })
            .ToListAsync(cancellationToken);
        return newest.Where(p => p.Version is not null).ToDictionary(p => p.Name, p => p.Version!);
    }

    /// <summary>Releases of a product, last made first.</summary>
    public async Task<Page<Release>> ListAsync(
        string product,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var query = db.Releases().Where(r => r.Product == product);
        if (
            page.After is { } after
            && await FindAsync(product, after, cancellationToken) is { } last
        )
        {
            query = query.Where(r =>
                r.CreatedAt < last.CreatedAt
                || (r.CreatedAt == last.CreatedAt && string.Compare(r.Version, after) < 0)
            );
        }

        var rows = await query
            .OrderByDescending(r => r.CreatedAt)
            .ThenByDescending(r => r.Version)
            .Take(page.Take)
            .ToListAsync(cancellationToken);
        return PageOf.Cut(rows, page, r => r.Version);
    }

    /// <summary>Puts a failed release into the queue again.</summary>
    public Task<Result<Release>> RerunAsync(
        Caller caller,
        string product,
        string version,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            caller,
            product,
            version,
            "release.rerun",
            detail: null,
            release =>
            {
                if (release.State != ReleaseStates.Failed)
                {
                    return ReleaseErrors.NotFailed.With($"{product} {version} is {release.State}.");
                }

                release.QueueAgain(clock.GetUtcNow());
                return null;
            },
            cancellationToken
        );

    /// <summary>
    /// Withdraws a release: it stays downloadable with a warning and is never newly installed. Removed (law, malware), it
    /// is no longer served at all.
    /// </summary>
    public async Task<Result<Release>> WithdrawAsync(
        Caller caller,
        string product,
        string version,
        string reason,
        bool remove,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (remove && !caller.IsAdministrator)
        {
            return ReleaseErrors.RemoveForbidden;
        }

        if (string.IsNullOrWhiteSpace(reason) || reason.Length > MaxReason)
        {
            return ReleaseErrors.ReasonMissing;
        }

        return await ChangeAsync(
            caller,
            product,
            version,
            remove ? "release.remove" : "release.withdraw",
            reason,
            release =>
            {
                if (release.State is not (ReleaseStates.Ready or ReleaseStates.Withdrawn))
                {
                    return ReleaseErrors.NotReady.With($"{product} {version} is {release.State}.");
                }

                release.Withdraw(reason.Trim(), remove, caller.Name, clock.GetUtcNow());
                return null;
            },
            cancellationToken
        );
    }

    private async Task<Result<Release>> ChangeAsync(
        Caller caller,
        string product,
        string version,
        string action,
        string? detail,
        Func<Release, Error?> change,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.May(product, Roles.ReleaseManager))
        {
            return ReleaseErrors.Forbidden;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var release = await db.Set<Release>()
            .SingleOrDefaultAsync(
                r => r.Product == product && r.Version == version,
                cancellationToken
            );
        if (release is null)
        {
            return ReleaseErrors.NotFound.With($"There is no release {version} of '{product}'.");
        }

        if (change(release) is { } error)
        {
            return error;
        }

        db.Audit(caller, action, $"{product}/{version}", detail);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return ReleaseErrors.Changed;
        }

        signal.Changed(release.Id);
        nudge.Nudge();
        return release;
    }
}
