using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Jobs;
using Portal.Packaging.Locks;
using Portal.Problems;
using Portal.Products;

namespace Portal.Following;

/// <summary>What is followed, and how far it came.</summary>
public sealed record FollowingView(FollowedProduct Followed, FollowingState State);

/// <summary>Makes a product follow another portal, and ends it. Administrators alone: whom to believe is their word.</summary>
public sealed class FollowingService(
    IDbContextFactory<PortalDb> factory,
    WorkNudge nudge,
    TimeProvider clock
)
{
    /// <summary>
    /// Makes a product follow; one that is not there yet is made, without a recipe. The same request again changes nothing; another
    /// one changes mirrors, channels, and where it names one, the anchor: trust begins anew then.
    /// </summary>
    /// <param name="title">Of a product that is made; null: its name.</param>
    /// <returns>And whether it did not follow before.</returns>
    public async Task<Result<(FollowingView Following, bool Created)>> FollowAsync(
        Caller caller,
        string product,
        FollowingOrder order,
        string? title,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(order);
        if (!caller.IsAdministrator)
        {
            return FollowingErrors.Forbidden;
        }

        var now = clock.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var followed = await db.Set<FollowedProduct>()
            .SingleOrDefaultAsync(f => f.Product == product, cancellationToken);
        var findings = FollowingRules.Check(order, isNew: followed is null, now);
        findings.AddRange(ProductRules.CheckName(product));
        if (title is not null)
        {
            findings.AddRange(ProductRules.CheckTitle(title));
        }

        if (findings.Count > 0)
        {
            return FollowingErrors.Invalid.With(findings);
        }

        try
        {
            var state = followed is null
                ? await BeginAsync(db, caller, product, order, title, cancellationToken)
                : await ChangeAsync(db, followed, order, cancellationToken);
            db.Audit(
                caller,
                "product.follow",
                product,
                $"{string.Join(", ", order.Channels)} of {string.Join(", ", order.Mirrors)}{Anchor(order)}"
            );
            await db.SaveChangesAsync(cancellationToken);
            nudge.Nudge();
            return (state, followed is null);
        }
        catch (DbUpdateException e)
            when (e is DbUpdateConcurrencyException || e.IsUniqueViolation())
        {
            return FollowingErrors.Changed;
        }
    }

    /// <summary>
    /// Ends it: the product makes its own releases again. What was taken stays; what was trusted is forgotten, and whoever
    /// follows again says again where trust begins.
    /// </summary>
    public async Task<Result<Done>> UnfollowAsync(
        Caller caller,
        string product,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.IsAdministrator)
        {
            return FollowingErrors.Forbidden;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var followed = await db.Set<FollowedProduct>()
            .SingleOrDefaultAsync(f => f.Product == product, cancellationToken);
        if (followed is null)
        {
            return FollowingErrors.NotFollowing.With($"'{product}' follows no other portal.");
        }

        var row = await db.Set<Product>()
            .SingleAsync(p => p.Id == followed.ProductId, cancellationToken);
        row.IsFollowing = false;
        db.Remove(followed);
        db.Audit(caller, "product.unfollow", product, string.Join(", ", followed.Mirrors));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return Done.Value;
        }
        catch (DbUpdateConcurrencyException)
        {
            return FollowingErrors.Changed;
        }
    }

    /// <summary>Has the mirrors asked at once, also after a check that is at work. Release managers of the product may, too.</summary>
    public async Task<Result<FollowingView>> CheckAsync(
        Caller caller,
        string product,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.May(product, Protocol.Access.Roles.ReleaseManager))
        {
            return Releases.ReleaseErrors.Forbidden;
        }

        var now = clock.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        await db.Set<FollowingState>()
            .Where(s =>
                db.Set<FollowedProduct>()
                    .Any(f => f.ProductId == s.ProductId && f.Product == product)
            )
            .ExecuteUpdateAsync(u => u.SetProperty(s => s.NextAt, now), cancellationToken);
        nudge.Nudge();
        return await FindAsync(product, cancellationToken) is { } found
            ? found
            : FollowingErrors.NotFollowing.With($"'{product}' follows no other portal.");
    }

    /// <summary>Null when the product follows nobody.</summary>
    public async Task<FollowingView?> FindAsync(string product, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var followed = await db.FollowedProducts()
            .SingleOrDefaultAsync(f => f.Product == product, cancellationToken);
        return
            followed is not null
            && await db.FollowingStates()
                .SingleOrDefaultAsync(s => s.ProductId == followed.ProductId, cancellationToken)
                is { } state
            ? new(followed, state)
            : null;
    }

    private async Task<FollowingView> BeginAsync(
        PortalDb db,
        Caller caller,
        string name,
        FollowingOrder order,
        string? title,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var product = await db.Set<Product>()
            .SingleOrDefaultAsync(p => p.Name == name, cancellationToken);
        if (product is null)
        {
            product = Product.Of(
                name,
                title?.Trim() ?? name,
                VolumeId.DefaultPrefix(name),
                [],
                driverSignature: null,
                caller.Name,
                now
            );
            db.Add(product);
            db.Audit(caller, "product.create", name);
        }

        product.IsFollowing = true;
        var followed = FollowedProduct.Of(product.Id, name, order, caller.Name, now);
        var state = FollowingState.Begin(product.Id, now);
        db.Add(followed);
        db.Add(state);
        return new(followed, state);
    }

    private async Task<FollowingView> ChangeAsync(
        PortalDb db,
        FollowedProduct followed,
        FollowingOrder order,
        CancellationToken cancellationToken
    )
    {
        var state = await db.Set<FollowingState>()
            .SingleAsync(s => s.ProductId == followed.ProductId, cancellationToken);
        if (followed.Change(order))
        {
            db.RemoveRange(
                await db.Set<FollowedMetadata>()
                    .Where(m => m.ProductId == followed.ProductId)
                    .ToListAsync(cancellationToken)
            );
        }

        state.CheckNow(clock.GetUtcNow());
        return new(followed, state);
    }

    private static string Anchor(FollowingOrder order) =>
        order.Root is not null ? $", root {Protocol.Digest.Of(order.Root)}"
        : order.RootKeys.Count > 0 ? $", root keys {string.Join(", ", order.RootKeys)}"
        : "";
}
