using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Packaging.Locks;
using Portal.Packaging.Versions;
using Portal.Problems;
using Portal.Protocol;
using Portal.Protocol.Problems;

namespace Portal.Products;

/// <summary>Makes products and reads them.</summary>
public sealed class ProductService(IDbContextFactory<PortalDb> factory, TimeProvider clock)
{
    public const int MaxTitle = 120;

    /// <summary>Makes a product. The same request again gives the product that is there.</summary>
    /// <param name="volumeId">Null: made from the name.</param>
    /// <returns>The product, and whether this call made it; or every finding at once.</returns>
    public async Task<Result<(Product Product, bool Created)>> CreateAsync(
        Caller caller,
        string name,
        string title,
        string? volumeId,
        IReadOnlyList<RecipeLine> recipe,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(recipe);
        if (!caller.IsAdministrator)
        {
            return ProductErrors.CreateForbidden;
        }

        var findings = Check(name, title, volumeId, recipe);
        if (findings.Count > 0)
        {
            return ProductErrors.Invalid.With(findings);
        }

        var product = Product.Of(
            name,
            title.Trim(),
            volumeId ?? VolumeId.DefaultPrefix(name),
            recipe,
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
        )
        {
            return (existing, false);
        }

        return ProductErrors.NameTaken.With(
            $"The product '{wanted.Name}' exists with another title, volume id or recipe."
        );
    }

    private static List<Finding> Check(
        string name,
        string title,
        string? volumeId,
        IReadOnlyList<RecipeLine> recipe
    )
    {
        var findings = new List<Finding>();
        if (!Names.IsName(name))
        {
            findings.Add(
                new(
                    "product.name",
                    $"'{name}' is no product name.",
                    "name",
                    Mend: "Use a-z, 0-9 and -, at most 63."
                )
            );
        }

        if (string.IsNullOrWhiteSpace(title) || title.Trim().Length > MaxTitle)
        {
            findings.Add(new("product.title", $"A title has 1 to {MaxTitle} characters.", "title"));
        }

        if (volumeId is not null && !VolumeId.IsPrefix(volumeId))
        {
            findings.Add(
                new(
                    "product.volume-id",
                    $"'{volumeId}' is no volume id.",
                    "volumeId",
                    Mend: $"Use A-Z, 0-9 and _, at most {VolumeId.MaximumPrefix}: the version is added to it."
                )
            );
        }

        if (recipe.Count == 0)
        {
            findings.Add(
                new("product.recipe-empty", "A product has at least one component.", "components")
            );
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < recipe.Count; i++)
        {
            CheckLine(recipe[i], $"components[{i}]", seen, findings);
        }

        return findings;
    }

    private static void CheckLine(
        RecipeLine line,
        string path,
        HashSet<string> seen,
        List<Finding> findings
    )
    {
        if (!Names.IsName(line.Name))
        {
            findings.Add(
                new(
                    "product.component-name",
                    $"'{line.Name}' is no component name.",
                    $"{path}.name"
                )
            );
        }
        else if (!seen.Add(line.Name))
        {
            findings.Add(
                new(
                    "product.component-twice",
                    $"'{line.Name}' stands in the recipe twice.",
                    $"{path}.name"
                )
            );
        }

        if (line.Range is not null && !VersionRange.TryParse(line.Range, out _, out var error))
        {
            findings.Add(
                new(
                    "product.range",
                    error,
                    $"{path}.version",
                    Mend: "Write for example '>=1.2 <2'."
                )
            );
        }
    }
}
