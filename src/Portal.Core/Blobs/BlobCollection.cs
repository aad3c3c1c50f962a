using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Portal.Access;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol;
using Portal.Protocol.Blobs;

namespace Portal.Blobs;

/// <summary>
/// Deletes what nothing references. Three steps: a moment at which no commit is under way; the mark, from all
/// <see cref="IBlobReferences"/>; the sweep, in batches that each exclude commits. A commit before that moment is in the
/// mark; one after it has placed its blobs after it, and they are too young for the sweep, however short the grace.
/// </summary>
public sealed partial class BlobCollection
{
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly BlobStore _store;
    private readonly BlobGate _gate;
    private readonly CollectionLock _lock;
    private readonly StagingArea _staging;
    private readonly IEnumerable<IBlobReferences> _references;
    private readonly BlobOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<BlobCollection> _log;
    private readonly SharedExclusiveLock _one = new();

    public BlobCollection(
        IDbContextFactory<PortalDb> databases,
        BlobStore store,
        BlobGate gate,
        CollectionLock @lock,
        StagingArea staging,
        IEnumerable<IBlobReferences> references,
        IOptions<BlobOptions> options,
        TimeProvider clock,
        ILogger<BlobCollection> log
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        _databases = databases;
        _store = store;
        _gate = gate;
        _lock = @lock;
        _staging = staging;
        _references = references;
        _options = options.Value;
        _clock = clock;
        _log = log;
    }

    /// <summary>Runs one collection; a second call waits for the first. Administrators only.</summary>
    public async Task<Result<CollectionWire>> RunAsync(
        Caller caller,
        bool dryRun,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.IsAdministrator)
        {
            return AccessErrors.Forbidden.With("Only administrators run a collection.");
        }

        using var one = await _one.ExcludeAsync(cancellationToken);
        using var hold = dryRun ? null : _lock.TryExclude();
        if (hold is null && !dryRun)
        {
            return UploadErrors.BackupUnderWay;
        }

        var staging = _staging.Sweep(dryRun);
        await using var db = await _databases.CreateDbContextAsync(cancellationToken);
        var limit = await QuietMomentAsync(db, cancellationToken) - _options.Grace;
        var marked = await MarkAsync(db, cancellationToken);
        var tally = await SweepAsync(db, marked, limit, dryRun, cancellationToken);
        var done = tally.ToWire(staging, dryRun);
        if (!dryRun)
        {
            await AuditAsync(db, caller, done, cancellationToken);
        }

        Log.Collected(_log, done);
        return done;
    }

    private async Task<DateTimeOffset> QuietMomentAsync(
        PortalDb db,
        CancellationToken cancellationToken
    )
    {
        await using var pass = await _gate.ExcludeAsync(db, cancellationToken);
        return _clock.GetUtcNow();
    }

    /// <summary>The first 128 bits of each referenced digest: two that share them only keep a blob too many.</summary>
    private async Task<HashSet<UInt128>> MarkAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var marked = new HashSet<UInt128>();
        foreach (var references in _references)
        {
            await foreach (var digest in references.ReferencedAsync(db, cancellationToken))
            {
                marked.Add(Key(digest));
            }
        }

        return marked;
    }

    private async Task<Tally> SweepAsync(
        PortalDb db,
        HashSet<UInt128> marked,
        DateTimeOffset limit,
        bool dryRun,
        CancellationToken cancellationToken
    )
    {
        var tally = new Tally();
        foreach (var batch in Unmarked().Chunk(_options.SweepBatch))
        {
            await using var pass = await _gate.ExcludeAsync(db, cancellationToken);
            foreach (var digest in batch)
            {
                if (_store.Inspect(digest) is not { } blob)
                {
                    continue;
                }

                if (blob.PlacedAt >= limit)
                {
                    tally.Young++;
                    continue;
                }

                tally.Deleted++;
                tally.DeletedBytes += blob.Length;
                if (!dryRun)
                {
                    _store.Delete(digest);
                }
            }
        }

        return tally;

        IEnumerable<Digest> Unmarked()
        {
            foreach (var digest in _store.All())
            {
                cancellationToken.ThrowIfCancellationRequested();
                tally.Examined++;
                if (marked.Contains(Key(digest)))
                {
                    tally.Referenced++;
                }
                else
                {
                    yield return digest;
                }
            }
        }
    }

    private static async Task AuditAsync(
        PortalDb db,
        Caller caller,
        CollectionWire done,
        CancellationToken cancellationToken
    )
    {
        // The schedule's own runs are noted when they did something, not four times a day for ever.
        if (caller.Kind == CallerKind.System && done is { Deleted: 0, StagingDeleted: 0 })
        {
            return;
        }

        db.Audit(
            caller,
            "blob.collect",
            "blobs",
            $"{done.Deleted} blobs, {done.DeletedBytes} bytes, {done.StagingDeleted} staging folders"
        );
        await db.SaveChangesAsync(cancellationToken);
    }

    private static UInt128 Key(Digest digest) =>
        UInt128.Parse(
            digest.Hex.AsSpan(0, 32),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture
        );

    private sealed class Tally
    {
        public long Examined { get; set; }
        public long Referenced { get; set; }
        public long Young { get; set; }
        public long Deleted { get; set; }
        public long DeletedBytes { get; set; }

        public CollectionWire ToWire(int staging, bool dryRun) =>
            new(Examined, Referenced, Young, Deleted, DeletedBytes, staging, dryRun);
    }

    private static partial class Log
    {
        [LoggerMessage(1103, LogLevel.Information, "Blob collection: {Done}")]
        public static partial void Collected(ILogger logger, CollectionWire done);
    }
}
