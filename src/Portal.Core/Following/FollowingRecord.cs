using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.Problems;

namespace Portal.Following;

/// <summary>A check at work.</summary>
internal sealed class FollowingWork(FollowedProduct followed, DateTimeOffset dueAt, Guid token)
{
    public FollowedProduct Followed => followed;

    /// <summary>When it was due; when the state says otherwise at its end, another one was asked for meanwhile.</summary>
    public DateTimeOffset DueAt => dueAt;

    /// <summary>Of the state as this check left it last: when it is another, somebody else has taken over.</summary>
    public Guid Token { get; set; } = token;
}

/// <summary>Somebody else has changed what is followed, or checks it: what this check found is not to be kept.</summary>
internal sealed class SupersededException : Exception;

/// <summary>Reads and keeps how far a check is.</summary>
internal sealed class FollowingRecord(
    IDbContextFactory<PortalDb> factory,
    DataFolder data,
    IOptions<FollowingOptions> options,
    TimeProvider clock
)
{
    public async Task<IReadOnlyList<Guid>> DueAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.FollowingStates()
            .Where(s => s.NextAt <= now)
            .OrderBy(s => s.NextAt)
            .Select(s => s.ProductId)
            .Take(100)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Every product with the time since which no check ended well.</summary>
    public async Task<
        IReadOnlyList<(string Product, DateTimeOffset Since, DateTimeOffset DueAt)>
    > AgesAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var rows = await db.FollowingStates()
            .Join(
                db.FollowedProducts(),
                s => s.ProductId,
                f => f.ProductId,
                (s, f) =>
                    new
                    {
                        f.Product,
                        Since = s.GoodAt ?? f.CreatedAt,
                        s.NextAt,
                    }
            )
            .ToListAsync(cancellationToken);
        return [.. rows.Select(r => (r.Product, r.Since, r.NextAt))];
    }

    /// <summary>Null when there is nothing to do.</summary>
    public async Task<FollowingWork?> BeginAsync(Guid id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var found = await db.FollowingStates()
            .Where(s => s.ProductId == id && s.NextAt <= now)
            .Join(
                db.FollowedProducts(),
                s => s.ProductId,
                f => f.ProductId,
                (s, f) =>
                    new
                    {
                        Followed = f,
                        s.NextAt,
                        s.Token,
                    }
            )
            .SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new(found.Followed, found.NextAt, found.Token);
    }

    public async Task<FollowedTrust> OpenTrustAsync(
        FollowingWork work,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await FollowedTrust.OpenAsync(db, data, work.Followed.ProductId, cancellationToken);
    }

    /// <summary>Keeps what is trusted by now, and what channels said; those that said nothing keep what they said before.</summary>
    /// <exception cref="SupersededException">Nothing was kept.</exception>
    public Task SaveTrustAsync(
        FollowingWork work,
        FollowedTrust trust,
        IReadOnlyCollection<SeenChannel> seen,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            work,
            async (db, state) =>
            {
                await trust.TrackAsync(db, cancellationToken);
                state.See(
                    work.Followed.Channels.Select(channel =>
                            seen.FirstOrDefault(s => s.Channel == channel)
                            ?? state.Seen.FirstOrDefault(s => s.Channel == channel)
                        )
                        .OfType<SeenChannel>()
                );
            },
            cancellationToken
        );

    /// <summary>How much of an image's missing contents came.</summary>
    public async Task TellAsync(
        FollowingWork work,
        string version,
        long done,
        long total,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await db.Set<FollowingState>()
            .Where(s => s.ProductId == work.Followed.ProductId)
            .ExecuteUpdateAsync(
                u =>
                    u.SetProperty(s => s.Taking, version)
                        .SetProperty(s => s.Done, done)
                        .SetProperty(s => s.Total, total),
                cancellationToken
            );
    }

    /// <summary>The check is over.</summary>
    /// <param name="failure">Null: it ended well.</param>
    /// <exception cref="SupersededException">Nothing was kept.</exception>
    public Task EndAsync(FollowingWork work, Error? failure, CancellationToken cancellationToken) =>
        ChangeAsync(
            work,
            (_, state) =>
            {
                // Many portals that follow the same one do not come all at once.
                var interval =
                    options.Value.Interval * (1 + (RandomNumberGenerator.GetInt32(100) / 1000.0));
                state.End(failure, clock.GetUtcNow(), interval, work.DueAt);
                return Task.CompletedTask;
            },
            cancellationToken
        );

    private async Task ChangeAsync(
        FollowingWork work,
        Func<PortalDb, FollowingState, Task> change,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var state = await db.Set<FollowingState>()
            .SingleOrDefaultAsync(s => s.ProductId == work.Followed.ProductId, cancellationToken);
        if (state is null || state.Token != work.Token)
        {
            throw new SupersededException();
        }

        await change(db, state);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e)
            when (e is DbUpdateConcurrencyException || e.IsUniqueViolation())
        {
            throw new SupersededException();
        }

        work.Token = state.Token;
    }
}
