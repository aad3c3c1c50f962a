using Portal.Data;
using Portal.Protocol;

namespace Portal.Backups;

/// <summary>The database as it was at one moment.</summary>
/// <param name="File">The copy, in the scratch folder.</param>
/// <param name="Name">What it is called in a backup.</param>
/// <param name="Migrations">That it had, oldest first.</param>
/// <param name="Blobs">Every blob that its rows need; null when that cannot be told, because the store is damaged.</param>
internal sealed record DatabaseCopy(
    string File,
    string Name,
    IReadOnlyList<string> Migrations,
    IReadOnlySet<Digest>? Blobs
);

/// <summary>Copies a database while the portal writes to it, and puts a copy back.</summary>
internal interface IDatabaseCopier
{
    DatabaseProvider Provider { get; }

    /// <exception cref="BackupException">A tool is missing, or the database does not answer.</exception>
    Task<DatabaseCopy> CopyAsync(string scratch, CancellationToken cancellationToken);

    /// <summary>Names the database without a secret: it tells whether a restore goes on where it ended.</summary>
    string Name { get; }

    /// <summary>False when there is something in it that a restore would mix with.</summary>
    Task<bool> IsEmptyAsync(CancellationToken cancellationToken);

    /// <param name="goesOn">An earlier run may have put it back, or have been cut off while it did.</param>
    Task RestoreAsync(
        Stream copy,
        BackupManifest manifest,
        bool goesOn,
        CancellationToken cancellationToken
    );
}
