using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Portal.Data;

namespace Portal.Updates;

/// <summary>
/// One at a time writes the update repository. Within the process by a semaphore; among nodes by an advisory lock of their
/// PostgreSQL that ends with its transaction, so that a killed node lets go of it. The folder's own lock, which the
/// repository takes, holds among processes of one machine besides.
/// </summary>
public sealed class UpdateLock(IDbContextFactory<PortalDb> factory) : IDisposable
{
    private const long AdvisoryLock = 0x4755_4553_5455_5044;

    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Waits for whoever is at work.</summary>
    internal async Task<IAsyncDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        var hold = new Hold(_one);
        try
        {
            var db = await factory.CreateDbContextAsync(cancellationToken);
            hold.Database = db;
            if (db.Database.IsNpgsql())
            {
                hold.Transaction = await db.Database.BeginTransactionAsync(cancellationToken);
                await db.Database.ExecuteSqlAsync(
                    $"SELECT pg_advisory_xact_lock({AdvisoryLock})",
                    cancellationToken
                );
            }

            return hold;
        }
        catch
        {
            await hold.DisposeAsync();
            throw;
        }
    }

    public void Dispose() => _one.Dispose();

    private sealed class Hold(SemaphoreSlim one) : IAsyncDisposable
    {
        public PortalDb? Database { get; set; }

        public IDbContextTransaction? Transaction { get; set; }

        public async ValueTask DisposeAsync()
        {
            try
            {
                if (Transaction is not null)
                {
                    await Transaction.DisposeAsync();
                }

                if (Database is not null)
                {
                    await Database.DisposeAsync();
                }
            }
            finally
            {
                one.Release();
            }
        }
    }
}
