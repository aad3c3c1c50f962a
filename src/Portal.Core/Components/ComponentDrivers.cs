using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Blobs;
using Portal.Data;
using Portal.Packaging.Linting;
using Portal.Protocol.Problems;
using Portal.Trust.Authenticode;

namespace Portal.Components;

/// <param name="Drivers">By path.</param>
/// <param name="Remarks">What should be looked at and stops nobody; null while the version was not looked into.</param>
public sealed record VersionDrivers(
    IReadOnlyList<ComponentDriver> Drivers,
    IReadOnlyList<Finding>? Remarks
);

/// <summary>What versions bring for Windows, as it was found at upload.</summary>
public sealed class ComponentDrivers(
    IDbContextFactory<PortalDb> databases,
    ContentLists lists,
    BlobStore store,
    AuthenticodeVerifier verifier
)
{
    /// <summary>Null when there is no such version.</summary>
    public async Task<VersionDrivers?> FindAsync(
        string name,
        string version,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.ComponentVersions()
            .SingleOrDefaultAsync(
                v => v.Component == name && v.Version == version,
                cancellationToken
            );
        return found is null
            ? null
            : new VersionDrivers(
                await DriversAsync(db, name, version, cancellationToken),
                found.Remarks
            );
    }

    /// <summary>Signatures of files of a version, and the catalogs that have them, by path.</summary>
    public async Task<IReadOnlyDictionary<string, SignedFile>> SignaturesAsync(
        string name,
        string version,
        IReadOnlyCollection<string> paths,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.SignedFiles()
            .Where(f => f.Component == name && f.Version == version && paths.Contains(f.Path))
            .ToDictionaryAsync(f => f.Path, StringComparer.Ordinal, cancellationToken);
    }

    /// <summary>
    /// Drivers that an entry of the version offers, which is looked into first where it was published by an older portal.
    /// </summary>
    /// <exception cref="IOException">A file of it is lost.</exception>
    public async Task<IReadOnlyList<ComponentDriver>> OfferedAsync(
        string name,
        string version,
        CancellationToken cancellationToken
    )
    {
        await ReadAsync(name, version, cancellationToken);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var drivers = await DriversAsync(db, name, version, cancellationToken);
        return [.. drivers.Where(d => d.Offered is not null)];
    }

    /// <summary>Versions that were published by a portal that did not look into them.</summary>
    internal async Task<IReadOnlyList<(string Component, string Version)>> UnreadAsync(
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db.ComponentVersions()
            .Where(v => v.RemarksText == null)
            .Select(v => new { v.Component, v.Version })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(v => (v.Component, v.Version))];
    }

    /// <summary>Looks into a version that was not looked into; nothing when it was.</summary>
    /// <exception cref="IOException">A file of it is lost.</exception>
    /// <exception cref="InvalidDataException">A file of it is damaged.</exception>
    internal async Task ReadAsync(string name, string version, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var row = await db.Set<ComponentVersion>()
            .SingleOrDefaultAsync(
                v => v.Component == name && v.Version == version && v.RemarksText == null,
                cancellationToken
            );
        if (row is null)
        {
            return;
        }

        var contents = await lists.ReadAsync(row.Content, cancellationToken);
        var manifest = await lists.ReadManifestAsync(contents, cancellationToken);
        var report = ComponentCheck.ReadDrivers(
            manifest,
            contents,
            entry => store.OpenStream(entry.Sha256),
            verifier
        );
        DriverRows.Add(db, row, report);
        db.Audit(Caller.System, "component.signatures", $"{name}/{version}");
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            // Another node, or whoever makes a release, was faster with the same.
        }
    }

    private static async Task<IReadOnlyList<ComponentDriver>> DriversAsync(
        PortalDb db,
        string name,
        string version,
        CancellationToken cancellationToken
    )
    {
        var rows = await db.ComponentDrivers()
            .Where(d => d.Component == name && d.Version == version)
            .ToListAsync(cancellationToken);
        return [.. rows.OrderBy(d => d.Path, StringComparer.Ordinal)];
    }
}
