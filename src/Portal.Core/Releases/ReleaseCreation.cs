using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Blobs;
using Portal.Data;
using Portal.Jobs;
using Portal.Packaging.Discs;
using Portal.Packaging.Locks;
using Portal.Packaging.Resolving;
using Portal.Packaging.Versions;
using Portal.Problems;
using Portal.Products;
using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Protocol.Problems;
using Portal.Signing;

namespace Portal.Releases;

/// <summary>Freezes a recipe at a version and queues the assembly of its image.</summary>
public sealed class ReleaseCreation(
    IDbContextFactory<PortalDb> factory,
    RecipeResolution recipes,
    DriverDemand drivers,
    LockedContents locked,
    ReleaseSigner signer,
    BlobStore blobs,
    StagingArea staging,
    WorkNudge nudge,
    TimeProvider clock
)
{
    /// <summary>Stands in a preview for a version that is none, so that the rest can be told.</summary>
    private const string AnyVersion = "0";

    /// <summary>
    /// Resolves, locks and queues. A problem creates nothing and burns no version. The same request again gives the
    /// release that is there.
    /// </summary>
    /// <param name="picks">Exact versions by component; what is not named is resolved.</param>
    /// <returns>The release, and whether this call made it.</returns>
    public async Task<Result<(Release Release, bool Created)>> CreateAsync(
        Caller caller,
        string product,
        string version,
        IReadOnlyDictionary<string, ComponentVersionNumber> picks,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(picks);
        if (!caller.May(product, Roles.ReleaseManager))
        {
            return ReleaseErrors.Forbidden;
        }

        if (!Names.IsReleaseVersion(version))
        {
            return ReleaseErrors.Version.With($"'{version}' is no release version.");
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var recipe = await db.Products()
            .SingleOrDefaultAsync(p => p.Name == product, cancellationToken);
        if (recipe is null)
        {
            return ProductErrors.NotFound.With($"There is no product '{product}'.");
        }

        if (recipe.IsFollowing)
        {
            return ProductErrors.Following;
        }

        if (await ExistingAsync(db, product, version, cancellationToken) is { } existing)
        {
            return SameOrTaken(existing, picks);
        }

        var now = clock.GetUtcNow();
        var resolution = await recipes.ResolveAsync(recipe, picks, cancellationToken);
        var (@lock, problems) = await FreezeAsync(
            recipe,
            version,
            resolution,
            now,
            cancellationToken
        );
        if (@lock is null)
        {
            return ProductErrors.Unresolvable.With(problems);
        }

        var frozen = LockFile.Serialize(@lock);
        var release = Release.Queue(
            recipe.Id,
            product,
            version,
            Digest.Of(frozen),
            resolution.Components.Select(
                (c, i) => new ReleaseComponent(i, c.Name, c.Version.Text, c.Content)
            ),
            caller.Name,
            now
        );
        return await SaveAsync(db, caller, release, frozen, picks, cancellationToken);
    }

    /// <summary>What the same call of <see cref="CreateAsync"/> would do, with every problem at once.</summary>
    /// <param name="picks">Exact versions by component; what is not named is resolved.</param>
    public async Task<Result<ReleasePreview>> PreviewAsync(
        Caller caller,
        string product,
        string version,
        IReadOnlyDictionary<string, ComponentVersionNumber> picks,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(picks);
        if (!caller.May(product, Roles.ReleaseManager))
        {
            return ReleaseErrors.Forbidden;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var recipe = await db.Products()
            .SingleOrDefaultAsync(p => p.Name == product, cancellationToken);
        if (recipe is null)
        {
            return ProductErrors.NotFound.With($"There is no product '{product}'.");
        }

        if (recipe.IsFollowing)
        {
            return ProductErrors.Following;
        }

        var versionProblem =
            !Names.IsReleaseVersion(version) ? ReleaseErrors.Version
            : await ExistingAsync(db, product, version, cancellationToken) is { } existing
                ? ReleaseErrors.VersionTaken.With(
                    $"{product} {version} exists since {existing.CreatedAt.UtcDateTime:yyyy-MM-dd}."
                )
            : null;
        var plan = await recipes.PlanAsync(recipe, picks, cancellationToken);
        var (@lock, problems) = await FreezeAsync(
            recipe,
            versionProblem?.Code == ReleaseErrors.Version.Code ? AnyVersion : version,
            plan.Resolution,
            clock.GetUtcNow(),
            cancellationToken
        );
        return new ReleasePreview(recipe, version, versionProblem, plan, problems, @lock);
    }

    /// <summary>The lock, or everything that keeps these components from being one.</summary>
    private async Task<(ReleaseLock? Lock, IReadOnlyList<Finding> Problems)> FreezeAsync(
        Product product,
        string version,
        Resolution resolution,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (resolution.Problems.Count > 0)
        {
            return (null, resolution.Problems);
        }

        var @lock = Freeze(product, version, resolution, now);
        var components = await locked.ReadComponentsAsync(@lock, cancellationToken);
        IReadOnlyList<Finding> problems =
        [
            .. Layouts.Get(@lock.Layout).Check(@lock, [.. components]),
            .. await drivers.CheckAsync(product, resolution, cancellationToken),
        ];
        return problems.Count == 0 ? (@lock, []) : (null, problems);
    }

    private ReleaseLock Freeze(
        Product product,
        string version,
        Resolution resolution,
        DateTimeOffset now
    ) =>
        new()
        {
            Product = product.Name,
            Title = product.Title,
            Version = version,
            VolumeId = VolumeId.For(product.VolumeId, version),
            Layout = Layouts.Newest,
            Epoch = now.ToUnixTimeSeconds(),
            DiscKey = signer.DiscKey,
            Components = ReleaseLock.Lock(resolution),
        };

    private async Task<Result<(Release Release, bool Created)>> SaveAsync(
        PortalDb db,
        Caller caller,
        Release release,
        byte[] frozen,
        IReadOnlyDictionary<string, ComponentVersionNumber> picks,
        CancellationToken cancellationToken
    )
    {
        await using var staged = staging.Open();
        var blob = await staged.AddAsync(frozen, cancellationToken);
        db.Add(release);
        db.Audit(
            caller,
            "release.create",
            $"{release.Product}/{release.Version}",
            release.Lock.Hex
        );
        try
        {
            await using var placement = await blobs.PlaceAsync(db, [blob], cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await placement.CompleteAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            await using var fresh = await factory.CreateDbContextAsync(cancellationToken);
            var winner = await ExistingAsync(
                fresh,
                release.Product,
                release.Version,
                cancellationToken
            );
            return winner is null ? ReleaseErrors.Changed : SameOrTaken(winner, picks);
        }

        nudge.Nudge();
        return (release, true);
    }

    private static Task<Release?> ExistingAsync(
        PortalDb db,
        string product,
        string version,
        CancellationToken cancellationToken
    ) =>
        db.Releases()
            .SingleOrDefaultAsync(
                r => r.Product == product && r.Version == version,
                cancellationToken
            );

    /// <summary>
    /// A request repeated after a lost answer must not fail, even when newer components exist by now: what it names
    /// exactly has to be what was locked, the rest was left to the portal.
    /// </summary>
    private static Result<(Release Release, bool Created)> SameOrTaken(
        Release existing,
        IReadOnlyDictionary<string, ComponentVersionNumber> picks
    )
    {
        foreach (var (name, version) in picks)
        {
            var locked = existing.Components.FirstOrDefault(c => c.Name == name);
            if (locked?.Version != version.Text)
            {
                return ReleaseErrors.VersionTaken.With(
                    $"{existing.Product} {existing.Version} exists with {name} {locked?.Version ?? "left out"}, not {version.Text}."
                );
            }
        }

        return (existing, false);
    }
}
