using Microsoft.EntityFrameworkCore;
using Portal.Components;
using Portal.Data;
using Portal.Packaging.Manifests;
using Portal.Packaging.Resolving;
using Portal.Packaging.Versions;

namespace Portal.Products;

/// <summary>Resolves a product's recipe against the component versions that are published now.</summary>
public sealed class RecipeResolution(IDbContextFactory<PortalDb> factory)
{
    /// <summary>Exact versions in install order, or every problem at once.</summary>
    /// <param name="picks">Exact versions by component; what is not named is resolved.</param>
    public async Task<Resolution> ResolveAsync(
        Product product,
        IReadOnlyDictionary<string, ComponentVersionNumber> picks,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(product);
        var recipe = new Recipe(
            product.Name,
            [
                .. product.Recipe.Select(line => new RecipeComponent(
                    line.Name,
                    VersionRange.Parse(line.Range)
                )),
            ]
        );
        return Resolver.Resolve(recipe, picks, await CandidatesAsync(product, cancellationToken));
    }

    private async Task<List<Candidate>> CandidatesAsync(
        Product product,
        CancellationToken cancellationToken
    )
    {
        var names = product
            .Recipe.Select(line => line.Name)
            .Append(InstallerComponent.Name)
            .ToList();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);

        // What is required but left out of the recipe is looked up too, so that the problem can say whether it exists.
        var rows = await db.ComponentVersions()
            .Where(v => names.Contains(v.Component))
            .ToListAsync(cancellationToken);
        var missing = rows.SelectMany(v => v.Requires)
            .Except(names, StringComparer.Ordinal)
            .ToList();
        rows.AddRange(
            await db.ComponentVersions()
                .Where(v => missing.Contains(v.Component))
                .ToListAsync(cancellationToken)
        );
        var owners = rows.Select(v => v.Component).Distinct().ToList();
        var projects = await db.Components()
            .Where(c => owners.Contains(c.Name))
            .ToDictionaryAsync(c => c.Name, c => c.Project, cancellationToken);
        return [.. rows.Select(v => ToCandidate(v, projects[v.Component]))];
    }

    /// <summary>Resolution reads names, versions and dependencies; the rows hold these as the manifest gave them.</summary>
    private static Candidate ToCandidate(ComponentVersion version, string project) =>
        new(
            project,
            new ComponentManifest
            {
                Component = version.Component,
                Version = version.Number,
                Summary = version.Summary,
                License = version.License,
                Requires = version.Requires,
                After = version.After,
                Stage = Stages.TryParse(version.Stage, out var stage)
                    ? stage
                    : throw new InvalidDataException(
                        $"{version.Component} {version.Version} is of no known stage."
                    ),
            },
            version.Content,
            version.IsYanked
        );
}
