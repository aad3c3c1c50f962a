using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Packaging.Locks;
using Portal.Problems;
using Portal.Protocol.Access;

namespace Portal.Products;

/// <summary>Makes products and reads them.</summary>
public sealed class ProductService(IDbContextFactory<PortalDb> factory, TimeProvider clock)
{
    public const int MaxTitle = 120;

    /// <summary>Makes a product. The same request again gives the product that is there.</summary>
    /// <param name="volumeId">Null: made from the name.</param>
    /// <param name="driverSignature">A word of <see cref="ProductRules.DriverSignatures"/>; null: any.</param>
    /// <returns>The product, and whether this call made it; or every finding at once.</returns>
    public async Task<Result<(Product Product, bool Created)>> CreateAsync(
        Caller caller,
        string name,
        string title,
        string? volumeId,
        IReadOnlyList<RecipeLine> recipe,
        string? driverSignature,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(recipe);
        if (!caller.IsAdministrator)
        {
            return ProductErrors.CreateForbidden;
        }

        var findings = ProductRules.Check(name, title, volumeId, recipe, driverSignature);
        if (findings.Count > 0)
        {
            return ProductErrors.Invalid.With(findings);
        }

        var product = Product.Of(
            name,
            title.Trim(),
            volumeId ?? VolumeId.DefaultPrefix(name),
            recipe,
            driverSignature,
            caller.Name,
            clock.GetUtcNow()
        );
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        db.Add(product);
        db.Audit(caller, "product.create", name);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return (product, true);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            return await SameAsync(product, cancellationToken);
        }
    }

    /// <summary>
    /// Changes title, recipe and what is demanded of drivers, for releases to come: those that are there are frozen. Release managers of the product and
    /// administrators; what is so already is no change.
    /// </summary>
    /// <param name="tag"><see cref="Product.Tag"/> of what the caller has looked at; null: whatever is there.</param>
    public async Task<Result<Product>> UpdateAsync(
        Caller caller,
        string name,
        string title,
        IReadOnlyList<RecipeLine> recipe,
        string? driverSignature,
        string? tag,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(recipe);
        if (!caller.May(name, Roles.ReleaseManager))
        {
            return ProductErrors.ChangeForbidden;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var product = await db.Set<Product>()
            .SingleOrDefaultAsync(p => p.Name == name, cancellationToken);
        if (product is null)
        {
            return ProductErrors.NotFound.With($"There is no product '{name}'.");
        }

        var findings = ProductRules.Check(name, title, volumeId: null, recipe, driverSignature);
        if (findings.Count > 0)
        {
            return ProductErrors.Invalid.With(findings);
        }

        if (tag is not null && tag != product.Tag)
        {
            return ProductErrors.Changed;
        }

        var before = product.Tag;
        product.Change(title.Trim(), recipe, driverSignature);
        if (product.Tag == before)
        {
            return product;
        }

        var demand = driverSignature is null ? "" : $"\ndrivers {driverSignature}";
        db.Audit(caller, "product.update", name, RecipeText.Write(recipe).Trim() + demand);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return product;
        }
        catch (DbUpdateConcurrencyException)
        {
            return ProductErrors.Changed;
        }
    }

    public async Task<Product?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Products().SingleOrDefaultAsync(p => p.Name == name, cancellationToken);
    }

    /// <summary>By name.</summary>
    public async Task<Page<Product>> ListAsync(
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var query = db.Products();
        if (page.After is { } after)
        {
            query = query.Where(p => string.Compare(p.Name, after) > 0);
        }

        var rows = await query.OrderBy(p => p.Name).Take(page.Take).ToListAsync(cancellationToken);
        return PageOf.Cut(rows, page, p => p.Name);
    }

    private async Task<Result<(Product Product, bool Created)>> SameAsync(
        Product wanted,
        CancellationToken cancellationToken
    )
    {
        var existing = await FindAsync(wanted.Name, cancellationToken);
        if (
            existing is not null
            && existing.Title == wanted.Title
            && existing.VolumeId == wanted.VolumeId
            && existing.RecipeText == wanted.RecipeText
            && existing.DriverSignature == wanted.DriverSignature
        )
        {
            return (existing, false);
        }

        return ProductErrors.NameTaken.With(
            $"The product '{wanted.Name}' exists with another title, volume id or recipe."
        );
    }
}
