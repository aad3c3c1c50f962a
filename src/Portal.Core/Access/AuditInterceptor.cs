using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Portal.Data;

namespace Portal.Access;

/// <summary>
/// Seals the audit entries of a save into the chain, in the save's own transaction, and refuses a save that has none:
/// a write that nobody answers for cannot be made by forgetting a line. (Progress counters and "last used" stamps are
/// no writes in this sense: they use ExecuteUpdate, which does not come here, or are rows that say so.)
/// </summary>
internal sealed class AuditInterceptor(TimeProvider clock) : SaveChangesInterceptor
{
    private const long AdvisoryLock = 0x4755_4553_5441_5544;

    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<
        DbContext,
        IDbContextTransaction
    > _own = [];

    public override InterceptionResult<int> SavingChanges(
        DbContextEventData eventData,
        InterceptionResult<int> result
    ) => throw new NotSupportedException("Saving is asynchronous here: call SaveChangesAsync.");

    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        var db =
            eventData.Context as PortalDb
            ?? throw new InvalidOperationException("Not the portal's context.");
        if (!db.ChangeTracker.HasChanges() || IsProgressOnly(db))
        {
            return result;
        }

        var entries = db
            .ChangeTracker.Entries<AuditEntry>()
            .Where(e => e.State == EntityState.Added)
            .Select(e => e.Entity)
            .ToList();
        if (entries.Count == 0)
        {
            throw new InvalidOperationException(
                "A save without an audit entry: call db.Audit(...) for what it changes."
            );
        }

        // What a failed save left here is over: PortalDb has ended it.
        _own.Remove(db);
        if (db.Database.CurrentTransaction is null)
        {
            _own.Add(db, await db.Database.BeginTransactionAsync(cancellationToken));
        }

        try
        {
            await SealAsync(db, entries, cancellationToken);
        }
        catch
        {
            // The framework tells of failures from here on only.
            await AbandonAsync(db);
            throw;
        }

        return result;
    }

    public override async ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    )
    {
        if (eventData.Context is { } db && _own.TryGetValue(db, out var transaction))
        {
            _own.Remove(db);
            await transaction.CommitAsync(cancellationToken);
            await transaction.DisposeAsync();
        }

        return result;
    }

    public override Task SaveChangesFailedAsync(
        DbContextErrorEventData eventData,
        CancellationToken cancellationToken = default
    ) => AbandonAsync(eventData.Context);

    public override Task SaveChangesCanceledAsync(
        DbContextEventData eventData,
        CancellationToken cancellationToken = default
    ) => AbandonAsync(eventData.Context);

    private static bool IsProgressOnly(PortalDb db) =>
        db
            .ChangeTracker.Entries()
            .Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted)
            .All(e => e.Entity is IUnauditedRow);

    private async Task AbandonAsync(DbContext? db)
    {
        if (db is not null && _own.TryGetValue(db, out var transaction))
        {
            _own.Remove(db);
            await transaction.DisposeAsync();
        }
    }

    private async Task SealAsync(
        PortalDb db,
        List<AuditEntry> entries,
        CancellationToken cancellationToken
    )
    {
        if (db.Database.IsNpgsql())
        {
            // SQLite has one writer; here the chain's end is taken by an advisory lock until the transaction ends.
            await db.Database.ExecuteSqlAsync(
                $"SELECT pg_advisory_xact_lock({AdvisoryLock})",
                cancellationToken
            );
        }

        var head = await ReadHeadAsync(db, cancellationToken);
        foreach (var entry in entries)
        {
            entry.Seal(head.Sequence + 1, clock.GetUtcNow(), head.Hash);
            head.Sequence = entry.Sequence;
            head.Hash = entry.Hash;
        }
    }

    /// <summary>The head as it is in the database now, whatever a save before this one left tracked.</summary>
    private static async Task<AuditHead> ReadHeadAsync(
        PortalDb db,
        CancellationToken cancellationToken
    )
    {
        foreach (var old in db.ChangeTracker.Entries<AuditHead>().ToList())
        {
            old.State = EntityState.Detached;
        }

        var head = await db.Set<AuditHead>().SingleOrDefaultAsync(cancellationToken);
        if (head is null)
        {
            head = new AuditHead { Hash = AuditEntry.Genesis };
            db.Add(head);
        }

        return head;
    }
}
