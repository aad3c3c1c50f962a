using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Portal.Blobs;
using Portal.Data;
using Portal.Protocol;

namespace Portal.Backups;

/// <summary>What the rows of a database, or of a copy of it, need from the store.</summary>
internal sealed partial class NeededBlobs(
    IEnumerable<IBlobReferences> references,
    ILogger<NeededBlobs> log
)
{
    /// <summary>Null when the store has lost, or holds damaged, one of the lists that name the others.</summary>
    public async Task<IReadOnlySet<Digest>?> FindAsync(
        PortalDb db,
        CancellationToken cancellationToken
    )
    {
        var needed = new HashSet<Digest>();
        try
        {
            foreach (var source in references)
            {
                await foreach (var digest in source.ReferencedAsync(db, cancellationToken))
                {
                    needed.Add(digest);
                }
            }

            return needed;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or FormatException)
        {
            Log.Unknown(log, e.Message);
            return null;
        }
    }

    public static async Task<IReadOnlyList<string>> MigrationsAsync(
        PortalDb db,
        CancellationToken cancellationToken
    ) => [.. await db.Database.GetAppliedMigrationsAsync(cancellationToken)];

    private static partial class Log
    {
        [LoggerMessage(
            1501,
            LogLevel.Error,
            "Which files the database needs cannot be told, because the store is damaged: {Reason}"
        )]
        public static partial void Unknown(ILogger logger, string reason);
    }
}
