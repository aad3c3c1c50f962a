using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Portal.Data;

namespace Portal.Blobs;

/// <summary>
/// Keeps commits and collection apart. Who places blobs holds the gate shared until the rows that reference them are
/// committed; a sweep holds it exclusively. Within the process by a lock; among nodes that share a store by an advisory
/// lock of their PostgreSQL, held by the transaction that commits the rows, so that a killed node lets go of it.
/// </summary>
public sealed class BlobGate
{
    private const long AdvisoryLock = 0x4755_4553_5442_4C4F;

    private readonly SharedExclusiveLock _lock = new();

    /// <summary>How many of this process wait to enter.</summary>
    internal int Waiting => _lock.Waiting;

    /// <summary>Shared with other commits. On PostgreSQL this begins the context's transaction.</summary>
    internal async Task<Pass> ShareAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var hold = await _lock.ShareAsync(cancellationToken);
        return await EnterAsync(
            hold,
            db,
            $"SELECT pg_advisory_xact_lock_shared({AdvisoryLock})",
            cancellationToken
        );
    }

    /// <summary>Alone: no commit is under way anywhere.</summary>
    internal async Task<Pass> ExcludeAsync(PortalDb db, CancellationToken cancellationToken)
    {
        var hold = await _lock.ExcludeAsync(cancellationToken);
        return await EnterAsync(
            hold,
            db,
            $"SELECT pg_advisory_xact_lock({AdvisoryLock})",
            cancellationToken
        );
    }

    private static async Task<Pass> EnterAsync(
        IDisposable hold,
        PortalDb db,
        FormattableString sql,
        CancellationToken cancellationToken
    )
    {
        IDbContextTransaction? transaction = null;
        try
        {
            if (db.Database.IsNpgsql())
            {
                transaction = await db.Database.BeginTransactionAsync(cancellationToken);
                await db.Database.ExecuteSqlAsync(sql, cancellationToken);
            }

            return new(hold, transaction);
        }
        catch
        {
            if (transaction is not null)
            {
                await transaction.DisposeAsync();
            }

            hold.Dispose();
            throw;
        }
    }

    /// <summary>The right to be inside; ends with its disposal, which rolls back what was not committed.</summary>
    internal sealed class Pass(IDisposable hold, IDbContextTransaction? transaction)
        : IAsyncDisposable
    {
        public Task CommitAsync(CancellationToken cancellationToken) =>
            transaction?.CommitAsync(cancellationToken) ?? Task.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            try
            {
                if (transaction is not null)
                {
                    await transaction.DisposeAsync();
                }
            }
            finally
            {
                hold.Dispose();
            }
        }
    }
}
