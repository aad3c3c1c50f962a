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
        return Resolver.Resolve(
            RecipeOf(product),
            picks,
            await CandidatesAsync(await RowsAsync(product, cancellationToken), cancellationToken)
        );
    }

    /// <summary>The same with every version that could be picked instead: what a person chooses from.</summary>
    public async Task<RecipePlan> PlanAsync(
        Product product,
        IReadOnlyDictionary<string, ComponentVersionNumber> picks,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(product);
        var rows = await RowsAsync(product, cancellationToken);
        var resolution = Resolver.Resolve(
            RecipeOf(product),
            picks,
            await CandidatesAsync(rows, cancellationToken)
        );
        var byName = rows.ToLookup(v => v.Component);
        var choices = product
            .Recipe.Prepend(new RecipeLine(InstallerComponent.Name, Range: null))
            // A recipe may name the installers itself, to hold them to a range.
            .GroupBy(line => line.Name)
            .Select(lines => lines.Last())
            .Select(line => ChoiceOf(line, [.. byName[line.Name]], resolution));
        return new(resolution, [.. choices]);
    }

    private static Recipe RecipeOf(Product product) =>
        new(
            product.Name,
            [
                .. product.Recipe.Select(line => new RecipeComponent(
                    line.Name,
                    VersionRange.Parse(line.Range)
                )),
            ]
        );

    private static RecipeChoice ChoiceOf(
        RecipeLine line,
        IReadOnlyList<ComponentVersion> rows,
        Resolution resolution
    )
    {
        var range = VersionRange.Parse(line.Range);
        return new(
            line.Name,
            line.Range,
            [
                .. rows.Select(v => new RecipeVersion(
                        v.Number,
                        range.IsWithinBounds(v.Number),
                        v.YankReason,
                        v.YankedAt
                    ))
                    .OrderByDescending(v => v.Number, ComponentVersionNumber.TotalOrder),
            ],
            resolution.Chosen.FirstOrDefault(c => c.Name == line.Name)?.Version.Text
        );
    }

    private async Task<List<ComponentVersion>> RowsAsync(
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
        return rows;
    }

    private async Task<List<Candidate>> CandidatesAsync(
        List<ComponentVersion> rows,
        CancellationToken cancellationToken
    )
    {
        var owners = rows.Select(v => v.Component).Distinct().ToList();
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
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
