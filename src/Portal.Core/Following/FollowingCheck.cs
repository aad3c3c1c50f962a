using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Data;
using Portal.Images;
using Portal.Jobs;
using Portal.Packaging.Mirrors;
using Portal.Problems;
using Portal.Releases;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Following;

/// <summary>
/// Asks the mirrors of a followed product, in turn, until one has what can be trusted, and takes the releases that its channels
/// point to. Killed anywhere, the next check goes on: what is trusted is kept before anything is fetched, contents stay in
/// the store, and a release is there whole or not at all.
/// </summary>
internal sealed partial class FollowingCheck(
    IDbContextFactory<PortalDb> factory,
    FollowingRecord record,
    FollowingHttp http,
    ContentFetch contents,
    ImageTaking taking,
    FollowingMetrics metrics,
    JobMetrics jobs,
    IOptions<FollowingOptions> options,
    TimeProvider clock,
    ILogger<FollowingCheck> log
) : IWorkSource
{
    public string Kind => "follow";

    public Task<IReadOnlyList<Guid>> DueAsync(CancellationToken cancellationToken) =>
        record.DueAsync(cancellationToken);

    public async Task<WorkQueue> QueueAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var ages = await record.AgesAsync(cancellationToken);
        foreach (var (product, since, _) in ages)
        {
            metrics.RecordAge(product, now - since);
        }

        var due = ages.Where(a => a.DueAt <= now).Select(a => a.DueAt).ToList();
        return new(due.Count, due.Count == 0 ? null : due.Min());
    }

    public async Task RunAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await record.BeginAsync(id, cancellationToken) is not { } work)
        {
            return;
        }

        try
        {
            Error? failure;
            try
            {
                failure = await CheckAsync(work, cancellationToken);
            }
            catch (Exception e)
                when (e is not SupersededException && !cancellationToken.IsCancellationRequested)
            {
                failure = FollowingFailure.Explain(e);
                Log.Failed(log, work.Followed.Product, e);
            }

            if (failure is not null)
            {
                jobs.CountFailure(Kind, givenUp: false);
                Log.NotGood(log, work.Followed.Product, failure.Code, failure.Detail);
            }

            await record.EndAsync(work, failure, cancellationToken);
        }
        catch (SupersededException)
        {
            Log.Superseded(log, work.Followed.Product);
        }
    }

    private async Task<Error?> CheckAsync(FollowingWork work, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Value.FetchTime, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            cancellationToken
        );
        using var trust = await record.OpenTrustAsync(work, cancellationToken);
        var refused = new List<(string Mirror, TufException Failure)>();
        foreach (var mirror in work.Followed.Mirrors)
        {
            try
            {
                return await AskAsync(work, trust, mirror, either.Token);
            }
            catch (TufException e)
            {
                refused.Add((mirror, e));
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return FollowingErrors.Unreachable.With(
                    $"{mirror}: given up after {options.Value.FetchTime}. What came is kept, and the next check goes on."
                );
            }
        }

        return FollowingFailure.Of(refused);
    }

    /// <summary>What one mirror says, and what of it is missing here.</summary>
    /// <returns>Why a release cannot be taken, whoever sends it; null when all is here.</returns>
    private async Task<Error?> AskAsync(
        FollowingWork work,
        FollowedTrust trust,
        string mirror,
        CancellationToken cancellationToken
    )
    {
        var server = new MirrorServer(new Uri(mirror), http.Client);
        IReadOnlyList<ChannelLook> looks;
        TufException? silent;
        try
        {
            (looks, silent) = await ChannelLooks.RunAsync(
                work.Followed,
                trust.Store,
                server,
                clock,
                cancellationToken
            );
        }
        catch (TufException)
        {
            // Roots that were followed before it was refused hold as well.
            await record.SaveTrustAsync(work, trust, [], cancellationToken);
            throw;
        }

        await record.SaveTrustAsync(work, trust, [.. looks.Select(l => l.Seen)], cancellationToken);
        Error? problem = null;
        foreach (var image in looks.Select(l => l.Image).OfType<MirrorImage>())
        {
            problem ??= await TakeAsync(work, server, mirror, image, cancellationToken);
        }

        return silent is null ? problem : throw silent;
    }

    private async Task<Error?> TakeAsync(
        FollowingWork work,
        MirrorServer server,
        string mirror,
        MirrorImage image,
        CancellationToken cancellationToken
    )
    {
        var (isHere, taken) = await IsHereAsync(image, cancellationToken);
        if (isHere)
        {
            return taken;
        }

        var parts = await contents.RunAsync(
            server,
            image,
            (done, total) => record.TellAsync(work, image.Version, done, total, cancellationToken),
            cancellationToken
        );
        var kept = await taking.KeepAsync(
            new(work.Followed.ProductId, image.Product, image.Version, image.Sha256, parts, mirror),
            cancellationToken
        );
        if (kept.TryGet(out var release, out var error))
        {
            Log.Taken(log, release.Product, release.Version, mirror);
            return null;
        }

        // What the mirror said of its parts was another image: the next one may say what is so.
        return error.Code == ImageErrors.NotPromised.Code
            ? throw new TufException(TufFault.HashMismatch, error.Detail ?? error.Title)
            : error;
    }

    /// <summary>Whether the version is here, and what is wrong with it if it is another image.</summary>
    private async Task<(bool IsHere, Error? Problem)> IsHereAsync(
        MirrorImage image,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var release = await db.Releases()
            .SingleOrDefaultAsync(
                r => r.Product == image.Product && r.Version == image.Version,
                cancellationToken
            );
        if (release is null)
        {
            return (false, null);
        }

        var here = await db.Images()
            .Where(i => i.ReleaseId == release.Id)
            .Select(i => i.Sha256)
            .SingleOrDefaultAsync(cancellationToken);
        return (
            true,
            here == image.Sha256
                ? null
                : FollowingErrors.VersionTaken.With(
                    $"{image.Product} {image.Version} is {here?.Hex ?? release.State} here, and {image.Sha256} there. Only another version there helps."
                )
        );
    }

    private static partial class Log
    {
        [LoggerMessage(1901, LogLevel.Information, "{Product} {Version} taken from {Mirror}")]
        public static partial void Taken(
            ILogger logger,
            string product,
            string version,
            string mirror
        );

        [LoggerMessage(
            1902,
            LogLevel.Warning,
            "The check of what {Product} follows did not end well: {Code} {Detail}"
        )]
        public static partial void NotGood(
            ILogger logger,
            string product,
            string code,
            string? detail
        );

        [LoggerMessage(1903, LogLevel.Warning, "The check of what {Product} follows failed")]
        public static partial void Failed(ILogger logger, string product, Exception exception);

        [LoggerMessage(
            1904,
            LogLevel.Information,
            "What {Product} follows changed during its check, which is begun anew"
        )]
        public static partial void Superseded(ILogger logger, string product);
    }
}
