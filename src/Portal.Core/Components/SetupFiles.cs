using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Packaging.Manifests;
using Portal.Packaging.Versions;

namespace Portal.Components;

/// <summary>Finds the <c>setup.exe</c> of versions of the installers, and how it is signed.</summary>
public sealed class SetupFiles(
    IDbContextFactory<PortalDb> databases,
    ComponentService components,
    ContentLists lists,
    ComponentDrivers signatures
)
{
    /// <summary>Where it lies in the component.</summary>
    public const string Path = InstallerComponent.DiscFolder + "setup.exe";

    /// <summary>Of the version that a recipe takes which names none; null when that has none, or there are no installers.</summary>
    /// <exception cref="IOException">The store has lost the list of its content.</exception>
    /// <exception cref="InvalidDataException">The list is damaged.</exception>
    public async Task<SetupFile?> NewestAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var texts = await db.ComponentVersions()
            .Where(v => v.Component == InstallerComponent.Name && v.YankReason == null)
            .Select(v => v.Version)
            .ToListAsync(cancellationToken);
        var newest = texts
            .Select(ComponentVersionNumber.Parse)
            .Where(v => !v.IsPreRelease)
            .OrderDescending(ComponentVersionNumber.TotalOrder)
            .FirstOrDefault();
        return newest.IsEmpty ? null : await FindAsync(newest.Text, cancellationToken);
    }

    /// <summary>Of a version of the installers; null when there is no such version, or it has none.</summary>
    /// <exception cref="IOException">The store has lost the list of its content.</exception>
    /// <exception cref="InvalidDataException">The list is damaged.</exception>
    public async Task<SetupFile?> FindAsync(string version, CancellationToken cancellationToken)
    {
        if (
            await components.FindVersionAsync(InstallerComponent.Name, version, cancellationToken)
            is not { } found
        )
        {
            return null;
        }

        var contents = await lists.ReadAsync(found.Version.Content, cancellationToken);
        if (contents.Find(Path) is not { } entry)
        {
            return null;
        }

        var signed = await signatures.SignaturesAsync(
            InstallerComponent.Name,
            version,
            [Path],
            cancellationToken
        );
        return new SetupFile(
            found.Version,
            found.Project,
            entry,
            signed.GetValueOrDefault(Path) is { Class: not null } own ? own : null
        );
    }
}
