using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Jobs;
using Portal.Problems;
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

    public async Task<Release?> FindAsync(string product, string version, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Releases()
            .SingleOrDefaultAsync(r => r.Product == product && r.Version == version, cancellationToken);
    }

    /// <summary>Version of the release of a product that became ready last; null until there is one.</summary>
    public async Task<string?> NewestAsync(string product, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Releases()
            .Where(r => r.Product == product && r.State == ReleaseStates.Ready)
            .OrderByDescending(r => r.ReadyAt)
            .Select(r => r.Version)
            .FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Releases of a product, last made first, from after the version <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<Release>> ListAsync(
        string product,
        string? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var releases = db.Releases().Where(r => r.Product == product);
        if (after is not null && await FindAsync(product, after, cancellationToken) is { } last)
        {
            releases = releases.Where(r =>
                r.CreatedAt < last.CreatedAt
                || (r.CreatedAt == last.CreatedAt && string.Compare(r.Version, after) < 0)
            );
        }

        return await releases
            .OrderByDescending(r => r.CreatedAt)
            .ThenByDescending(r => r.Version)
            .Take(limit)
            .ToListAsync(cancellationToken);
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

                release.Withdraw(reason.Trim(), remove);
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
            .SingleOrDefaultAsync(r => r.Product == product && r.Version == version, cancellationToken);
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
