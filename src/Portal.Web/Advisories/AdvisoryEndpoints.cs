using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Portal.Access;
using Portal.Channels;
using Portal.Hosts;
using Portal.Problems;
using Portal.Protocol;
using Portal.Protocol.Advisories;
using Portal.Releases;
using Portal.Shell;

namespace Portal.Advisories;

internal static class AdvisoryEndpoints
{
    public static void MapAdvisories(this IEndpointRouteBuilder api)
    {
        var all = api.MapGroup("").WithTags("Advisories");
        var read = all.MapGroup("").RequireAuthorization(Policies.Read);
        read.MapGet("/advisories", ListAsync)
            .WithSummary("Last published first; ?component= and ?id= narrow it.");
        read.MapGet("/products/{product}/releases/{version}/advisories", OfReleaseAsync)
            .WithSummary("What a release carries, the worst first.");
        var one = read.MapGroup("/components/{component}/advisories");
        one.MapGet("/", OfComponentAsync);
        one.MapGet("/{id}", ShowAsync);
        one.MapGet("/{id}/reach", ReachAsync)
            .WithSummary(
                "Which versions, channels, releases and hosts carry it; releases by page, hosts as counts for those who see them."
            );
        var write = all.MapGroup("/components/{component}/advisories")
            .RequireAuthorization(Policies.Authenticated);
        write.MapPost("/", PublishAsync);
        write.MapPut("/{id}", ChangeAsync).WithSummary("The whole of it; needs If-Match.");
        write.MapPost("/{id}/withdraw", WithdrawAsync).WithSummary("Needs a reason and If-Match.");
    }

    private static async Task<Results<Ok<PageWire<AdvisoryWire>>, ProblemHttpResult>> ListAsync(
        string? component,
        string? id,
        [AsParameters] PageQuery query,
        AdvisoryService advisories,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var page, out var error))
        {
            return error.ToProblem();
        }

        var found = await advisories.ListAsync(component, id, page, cancellationToken);
        return TypedResults.Ok(found.ToWire(a => a.Advisory.ToWire()));
    }

    private static async Task<
        Results<Ok<PageWire<AdvisoryWire>>, ProblemHttpResult>
    > OfComponentAsync(
        string component,
        [AsParameters] PageQuery query,
        AdvisoryService advisories,
        Components.ComponentService components,
        CancellationToken cancellationToken
    ) =>
        await components.FindAsync(component, cancellationToken) is null
            ? Components
                .ComponentErrors.NotFound.With($"There is no component '{component}'.")
                .ToProblem()
            : await ListAsync(component, null, query, advisories, cancellationToken);

    private static async Task<
        Results<Ok<PageWire<CarriedAdvisoryWire>>, ProblemHttpResult>
    > OfReleaseAsync(
        string product,
        string version,
        ReleaseService releases,
        AffectedComponents affected,
        CancellationToken cancellationToken
    )
    {
        if (await releases.FindAsync(product, version, cancellationToken) is not { } release)
        {
            return ReleaseErrors.NotFound.With($"There is no {product} {version}.").ToProblem();
        }

        var found = await affected.FindAsync(
            [.. release.Components.Select(c => (c.Name, c.Version))],
            cancellationToken
        );
        return TypedResults.Ok(
            new PageWire<CarriedAdvisoryWire>(
                [
                    .. found.Select(a => new CarriedAdvisoryWire(
                        a.Version,
                        a.FixedIn,
                        a.Advisory.ToWire()
                    )),
                ],
                null
            )
        );
    }

    private static async Task<Results<Ok<AdvisoryWire>, ProblemHttpResult>> ShowAsync(
        string component,
        string id,
        HttpContext context,
        AdvisoryService advisories,
        CancellationToken cancellationToken
    ) =>
        await advisories.FindAsync(component, id, cancellationToken) is { } found
            ? Tagged(context, found)
            : NoSuch(component, id);

    private static async Task<Results<Ok<AdvisoryReachWire>, ProblemHttpResult>> ReachAsync(
        string component,
        string id,
        [AsParameters] PageQuery query,
        AdvisoryService advisories,
        AdvisoryReach reach,
        ChannelBoard board,
        HostsHolding hosts,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var page, out var error))
        {
            return error.ToProblem();
        }

        if (await advisories.FindAsync(component, id, cancellationToken) is not { } found)
        {
            return NoSuch(component, id);
        }

        var carried = await reach.FindAsync(found.Advisory, page, cancellationToken);
        var views = await board.AllAsync(cancellationToken);
        return TypedResults.Ok(
            carried.ToWire(
                found.Advisory,
                views.Affected(found.Advisory, carried),
                await hosts.FindAsync(
                    caller,
                    component,
                    [.. carried.Affected.Select(a => a.Version)],
                    cancellationToken
                )
            )
        );
    }

    private static async Task<
        Results<Created<AdvisoryWire>, Ok<AdvisoryWire>, ProblemHttpResult>
    > PublishAsync(
        string component,
        AdvisoryCreateWire body,
        HttpContext context,
        Caller caller,
        AdvisoryService advisories,
        CancellationToken cancellationToken
    )
    {
        var made = await advisories.PublishAsync(
            caller,
            component,
            body.Id,
            new(body.Affected, body.FixedIn, body.Severity, body.Summary, body.Link),
            cancellationToken
        );
        if (!made.TryGet(out var published, out var error))
        {
            return error.ToProblem();
        }

        var answer = Tagged(context, published.Owned);
        return published.IsNew
            ? TypedResults.Created(AdvisoryAddress.ApiOf(published.Owned.Advisory), answer.Value)
            : answer;
    }

    private static async Task<Results<Ok<AdvisoryWire>, ProblemHttpResult>> ChangeAsync(
        string component,
        string id,
        AdvisoryUpdateWire body,
        [FromHeader(Name = "If-Match")] string? match,
        HttpContext context,
        Caller caller,
        AdvisoryService advisories,
        CancellationToken cancellationToken
    ) =>
        Answer(
            context,
            await advisories.ChangeAsync(
                caller,
                component,
                id,
                new(body.Affected, body.FixedIn, body.Severity, body.Summary, body.Link),
                RevisionTags.Revision(match),
                cancellationToken
            )
        );

    private static async Task<Results<Ok<AdvisoryWire>, ProblemHttpResult>> WithdrawAsync(
        string component,
        string id,
        AdvisoryWithdrawWire body,
        [FromHeader(Name = "If-Match")] string? match,
        HttpContext context,
        Caller caller,
        AdvisoryService advisories,
        CancellationToken cancellationToken
    ) =>
        Answer(
            context,
            await advisories.WithdrawAsync(
                caller,
                component,
                id,
                body.Reason,
                RevisionTags.Revision(match),
                cancellationToken
            )
        );

    private static Results<Ok<AdvisoryWire>, ProblemHttpResult> Answer(
        HttpContext context,
        Result<OwnedAdvisory> result
    ) => result.TryGet(out var owned, out var error) ? Tagged(context, owned) : error.ToProblem();

    private static Ok<AdvisoryWire> Tagged(HttpContext context, OwnedAdvisory owned)
    {
        context.Response.Headers.ETag = RevisionTags.Of(owned.Advisory.Revision);
        return TypedResults.Ok(owned.Advisory.ToWire());
    }

    private static ProblemHttpResult NoSuch(string component, string id) =>
        AdvisoryErrors.NotFound.With($"{component} has no advisory '{id}'.").ToProblem();
}
