using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Blobs;
using Portal.Data;
using Portal.Packaging.Contents;
using Portal.Packaging.Drivers;
using Portal.Packaging.Manifests;
using Portal.Problems;

namespace Portal.Components;

/// <summary>The last step of publishing: blobs into the store, then the rows, as one against collection.</summary>
public sealed class ComponentCommit(
    IDbContextFactory<PortalDb> databases,
    BlobStore store,
    TimeProvider clock
)
{
    /// <summary>
    /// Rounds that an upload can lose: its component is made by another, then its version is. After that it is found.
    /// </summary>
    private const int Rounds = 3;

    internal async Task<Result<Published>> RunAsync(
        Caller caller,
        string? project,
        ComponentManifest manifest,
        ContentList contents,
        DriverReport drivers,
        IReadOnlyCollection<StagedBlob> blobs,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (await FindAsync(db, manifest, contents, cancellationToken) is { } found)
        {
            return found;
        }

        await using var placement = await store.PlaceAsync(db, blobs, cancellationToken);
        for (var round = 1; ; round++)
        {
            // Asked again: while the archive was on its way, the name may have become another project's.
            var right = await UploadRight.ProjectOfAsync(
                db,
                caller,
                manifest.Component,
                project,
                cancellationToken
            );
            if (!right.TryGet(out var owner, out var error))
            {
                return error;
            }

            var version = await AddAsync(db, caller, owner, manifest, contents, cancellationToken);
            DriverRows.Add(db, version, drivers);
            try
            {
                await db.SaveChangesAsync(cancellationToken);
                await placement.CompleteAsync(cancellationToken);
                return new Published(version, owner, IsNew: true);
            }
            catch (DbUpdateException e) when (e.IsUniqueViolation() && round < Rounds)
            {
                // Somebody was faster with the component or with this very version.
                db.ChangeTracker.Clear();
                if (await FindAsync(db, manifest, contents, cancellationToken) is { } other)
                {
                    return other;
                }
            }
        }
    }

    /// <summary>The version as it was published before: the same, or in the way; null when there is none.</summary>
    private static async Task<Result<Published>?> FindAsync(
        PortalDb db,
        ComponentManifest manifest,
        ContentList contents,
        CancellationToken cancellationToken
    )
    {
        var (name, version) = (manifest.Component, manifest.Version.Text);
        var found = await db.ComponentVersions()
            .Where(v => v.Component == name && v.Version == version)
            .Join(db.Components(), v => v.Component, c => c.Name, (v, c) => new { v, c.Project })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return null;
        }

        return found.v.Content == contents.Identity
            ? new Published(found.v, found.Project, IsNew: false)
            : ComponentErrors.VersionTaken.With(
                $"{name} {version} is {found.v.Content}; this upload is {contents.Identity}."
            );
    }

    private async Task<ComponentVersion> AddAsync(
        PortalDb db,
        Caller caller,
        string project,
        ComponentManifest manifest,
        ContentList contents,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var name = manifest.Component;
        if (!await db.Components().AnyAsync(c => c.Name == name, cancellationToken))
        {
            db.Add(
                new Component
                {
                    Name = name,
                    Project = project,
                    CreatedAt = now,
                }
            );
            db.Audit(caller, "component.create", name, $"project {project}");
        }

        var version = ComponentVersion.Of(manifest, contents, caller.Name, now);
        db.Add(version);
        db.Audit(
            caller,
            "component.publish",
            $"{name}/{version.Version}",
            contents.Identity.ToString()
        );
        return version;
    }
}
