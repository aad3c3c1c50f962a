using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Components;
using Portal.Data;
using Portal.Parts;
using Portal.Products;
using Portal.Shell;

namespace Portal.Releases;

/// <summary>What is new, for feed readers: releases of a product, and everything.</summary>
internal static class FeedEndpoints
{
    public const string Everything = "/feed.atom";

    /// <summary>A reader that asks once a day misses nothing.</summary>
    private const int MaxEntries = 50;

    public static void MapFeeds(this IEndpointRouteBuilder app)
    {
        app.MapGet(Everything, EverythingAsync)
            .WithTags("Feeds")
            .WithSummary("New releases and component versions (Atom).")
            .RequireAuthorization(Policies.Read);
        app.MapGet("/products/{product}/feed.atom", ProductAsync)
            .WithTags("Feeds")
            .WithSummary("Releases of a product (Atom).")
            .RequireAuthorization(Policies.Read);
        app.MapGet("/components/{component}/feed.atom", ComponentAsync)
            .WithTags("Feeds")
            .WithSummary("Versions of a component (Atom).")
            .RequireAuthorization(Policies.Read);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ComponentAsync(
        string component,
        HttpContext context,
        ComponentService components,
        CancellationToken cancellationToken
    )
    {
        var versions = await components.VersionsAsync(
            component,
            new PageRequest(MaxEntries),
            cancellationToken
        );
        return versions is null
            ? ComponentErrors.NotFound.With($"There is no component '{component}'.").ToProblem()
            : new AtomFeed(
                AtomFeed.IdOf("component", component),
                $"Versions of {component}",
                $"Each version of {component} with what it changes, and those that were yanked.",
                ComponentAddress.Of(component),
                [.. versions.Items.Select(VersionEntry).OrderByDescending(e => e.UpdatedAt)]
            ).Answer(context);
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ProductAsync(
        string product,
        HttpContext context,
        ProductService products,
        ReleaseHistory history,
        ReleaseFeedEntries entries,
        CancellationToken cancellationToken
    )
    {
        if (await products.FindAsync(product, cancellationToken) is not { } found)
        {
            return ProductErrors.NotFound.With($"There is no product '{product}'.").ToProblem();
        }

        var recent = await history.RecentAsync(product, MaxEntries, cancellationToken);
        return new AtomFeed(
            AtomFeed.IdOf(found.Id),
            $"Releases of {product}",
            $"{found.Title}: each release with what changed, and those that were withdrawn.",
            ProductAddress.Of(product),
            await entries.OfAsync(recent, cancellationToken)
        ).Answer(context);
    }

    private static async Task<FileContentHttpResult> EverythingAsync(
        HttpContext context,
        ReleaseHistory history,
        ReleaseFeedEntries entries,
        NewVersions versions,
        CancellationToken cancellationToken
    )
    {
        var released = await entries.OfAsync(
            await history.RecentAsync(product: null, MaxEntries, cancellationToken),
            cancellationToken
        );
        var published = await versions.ListAsync(MaxEntries, cancellationToken);
        return new AtomFeed(
            AtomFeed.IdOf("portal", context.Request.Origin()),
            "New on this portal",
            "Releases and component versions as they come.",
            "/",
            [
                .. released
                    .Concat(published.Select(VersionEntry))
                    .OrderByDescending(e => e.UpdatedAt)
                    .ThenBy(e => e.Id, StringComparer.Ordinal)
                    .Take(MaxEntries),
            ]
        ).Answer(context);
    }

    private static FeedEntry VersionEntry(OwnedVersion owned)
    {
        var version = owned.Version;
        return new(
            AtomFeed.IdOf(
                "component-version",
                version.Component,
                version.Version,
                version.Content.Hex
            ),
            $"{version.Component} {version.Version}{(version.IsYanked ? " (yanked)" : "")}",
            ComponentAddress.Of(version.Component, version.Version),
            owned.Project,
            version.UploadedAt,
            version.YankedAt ?? version.UploadedAt,
            Yank(version)
                + (
                    version.Changes is { } changes
                        ? Markup.ToHtml(changes)
                        : $"<p>{WebUtility.HtmlEncode(version.Summary)}</p>"
                )
        )
        {
            Categories = version.IsYanked ? ["component-version", "yanked"] : ["component-version"],
        };
    }

    private static string Yank(ComponentVersion version) =>
        version.YankReason is { } reason
            ? $"<p><strong>Yanked:</strong> {WebUtility.HtmlEncode(reason)}</p>"
            : "";
}
