using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Components;
using Portal.Images;
using Portal.Jobs;
using Portal.Protocol.Jobs;
using Portal.Protocol.Releases;
using Portal.Shell;

namespace Portal.Releases;

/// <summary>What programs ask of a release beside itself: what is different in it, and what was done to make it.</summary>
internal static class ReleaseChangesEndpoint
{
    /// <summary>More were never seen; the rest is in the database.</summary>
    private const int MaxAttempts = 100;

    public static void MapReleaseChanges(this IEndpointRouteBuilder releases)
    {
        releases
            .MapGet("/{version}/changes", ChangesAsync)
            .RequireAuthorization(Policies.Read)
            .WithSummary(
                "The difference to another release of the product; since: its version, by default the release before."
            );
        releases
            .MapGet("/{version}/attempts", AttemptsAsync)
            .RequireAuthorization(Policies.Read)
            .WithSummary("What was done to make the image, last begun first.");
    }

    private static async Task<Results<Ok<ReleaseChangesWire>, ProblemHttpResult>> ChangesAsync(
        string product,
        string version,
        string? since,
        ReleaseService releases,
        ReleaseVersions versions,
        ImageComparison comparison,
        ComponentNews news,
        CancellationToken cancellationToken
    )
    {
        if (await releases.FindAsync(product, version, cancellationToken) is not { } after)
        {
            return ReleaseEndpoints.NoSuch(product, version).ToProblem();
        }

        if (after.State == ReleaseStates.Removed)
        {
            return ReleaseErrors
                .Removed.With($"{product} {version} was removed: {after.Reason}")
                .ToProblem();
        }

        var wanted =
            since ?? (await versions.AroundAsync(product, version, cancellationToken)).Base;
        var before = wanted is null
            ? null
            : await releases.FindAsync(product, wanted, cancellationToken);
        if (since is not null && before is null)
        {
            return ReleaseEndpoints.NoSuch(product, since).ToProblem();
        }

        var changes = ComponentChange.Between(before, after);
        var told = before is null
            ? []
            : await news.BetweenAsync(NewsText.SpansOf(changes), cancellationToken);
        var image = await comparison.CompareAsync(before, after, cancellationToken);
        return TypedResults.Ok(
            new ReleaseChangesWire(
                before?.Version,
                [
                    .. changes.Select(c => new ComponentChangeWire(
                        c.Name,
                        c.Before,
                        c.After,
                        c.Kind.ToString().ToLowerInvariant(),
                        [
                            .. told.Where(n => n.Component == c.Name && n.Changes is not null)
                                .Select(n => new VersionNewsWire(n.Version, n.Changes!)),
                        ]
                    )),
                ],
                image is null
                    ? null
                    : new(
                        image.Files.Added,
                        image.Files.Changed,
                        image.Files.Removed,
                        image.Files.Same,
                        image.Files.NewBytes,
                        image.Fetch
                    )
            )
        );
    }

    private static async Task<Results<Ok<AttemptsWire>, ProblemHttpResult>> AttemptsAsync(
        string product,
        string version,
        Caller caller,
        ReleaseService releases,
        JobAttempts attempts,
        CancellationToken cancellationToken
    )
    {
        if (await releases.FindAsync(product, version, cancellationToken) is not { } release)
        {
            return ReleaseEndpoints.NoSuch(product, version).ToProblem();
        }

        var rows = await attempts.ListAsync(release.Id, MaxAttempts, cancellationToken);
        return TypedResults.Ok(new AttemptsWire([.. rows.Select(a => a.ToWire(caller, product))]));
    }
}
