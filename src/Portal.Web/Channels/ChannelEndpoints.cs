using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Portal.Access;
using Portal.Problems;
using Portal.Products;
using Portal.Protocol;
using Portal.Protocol.Channels;
using Portal.Shell;

namespace Portal.Channels;

internal static class ChannelEndpoints
{
    public static void MapChannels(this IEndpointRouteBuilder api)
    {
        var channels = api.MapGroup("/products/{product}/channels").WithTags("Channels");
        var read = channels.MapGroup("").RequireAuthorization(Policies.Read);
        read.MapGet("/", ListAsync);
        // Everybody may read it, and who asks and how often would cost more than the answer.
        channels
            .MapGet("/{channel}", ShowAsync)
            .WithSummary("Pointer and rollout as published, from memory: what hosts poll.")
            .Produces<ChannelWire>()
            .AllowAnonymous()
            .ShortCircuit();
        read.MapGet("/{channel}/history", HistoryAsync);
        var write = channels.MapGroup("").RequireAuthorization(Policies.Authenticated);
        write.MapPost("/", CreateAsync);
        write
            .MapPut("/{channel}", PromoteAsync)
            .WithSummary(
                "Points to a release, or lets the same one out further; needs If-Match. 202 with the address of what is to be signed where the portal does not hold the keys."
            );
        write.MapPut("/{channel}/settings", SetAsync);
        foreach (var deed in ChannelDeeds.All)
        {
            write
                .MapPost(
                    $"/{{channel}}/{deed}",
                    (
                        string product,
                        string channel,
                        ChannelCommentWire body,
                        [FromHeader(Name = "If-Match")] string? match,
                        HttpContext context,
                        Caller caller,
                        ChannelBoard board,
                        ChannelDeeds deeds,
                        IChannelPublication publication
                    ) =>
                        DoAsync(
                            deed,
                            product,
                            channel,
                            body,
                            match,
                            context,
                            caller,
                            board,
                            deeds,
                            publication
                        )
                )
                .WithSummary(
                    "Needs a comment and If-Match; 202 as for a promotion, where it moves the pointer."
                );
        }
    }

    private static async Task<Results<Ok<PageWire<ChannelWire>>, ProblemHttpResult>> ListAsync(
        string product,
        [AsParameters] PageQuery query,
        ProductService products,
        ChannelBoard board,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var page, out var error))
        {
            return error.ToProblem();
        }

        if (await products.FindAsync(product, cancellationToken) is null)
        {
            return ProductErrors.NotFound.With($"There is no product '{product}'.").ToProblem();
        }

        var rows = (await board.OfProductAsync(product, cancellationToken))
            .SkipWhile(v => page.After is not null && v.Channel.Name != page.After)
            .Skip(page.After is null ? 0 : 1)
            .Take(page.Take)
            .ToList();
        return TypedResults.Ok(
            Data.PageOf.Cut(rows, page, v => v.Channel.Name).ToWire(v => v.Wire)
        );
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ShowAsync(
        string product,
        string channel,
        HttpContext context,
        ChannelBoard board
    ) =>
        await board.FindAsync(product, channel, context.RequestAborted) is { } view
            ? view.Answer(context)
            : NoSuch(product, channel).ToProblem();

    private static async Task<Results<Ok<PageWire<PromotionWire>>, ProblemHttpResult>> HistoryAsync(
        string product,
        string channel,
        [AsParameters] PageQuery query,
        ChannelBoard board,
        ChannelHistory history,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var page, out var error))
        {
            return error.ToProblem();
        }

        if (await board.FindAsync(product, channel, cancellationToken) is not { } view)
        {
            return NoSuch(product, channel).ToProblem();
        }

        var found = await history.ListAsync(view.Channel, page, cancellationToken);
        return TypedResults.Ok(found.ToWire(p => p.ToWire()));
    }

    private static async Task<Results<Created<ChannelWire>, ProblemHttpResult>> CreateAsync(
        string product,
        ChannelCreateWire body,
        HttpContext context,
        Caller caller,
        ChannelService channels
    )
    {
        var made = await channels.CreateAsync(
            caller,
            product,
            body.Name,
            body.Owner,
            new(body.Minimum, body.Floor, body.Follows),
            context.RequestAborted
        );
        if (!made.TryGet(out var view, out var error))
        {
            return error.ToProblem();
        }

        context.Response.Headers.ETag = $"\"{view.Tag}\"";
        return TypedResults.Created(
            $"{PortalEndpoints.Api}/products/{product}/channels/{body.Name}",
            view.Wire
        );
    }

    private static async Task<
        Results<Ok<ChannelWire>, Accepted<ChannelWire>, ProblemHttpResult>
    > PromoteAsync(
        string product,
        string channel,
        PromoteWire body,
        [FromHeader(Name = "If-Match")] string? match,
        HttpContext context,
        Caller caller,
        ChannelBoard board,
        ChannelPromotions promotions,
        IChannelPublication publication
    )
    {
        var before = await board.FindAsync(product, channel, context.RequestAborted);
        var changed = await promotions.PromoteAsync(
            caller,
            product,
            channel,
            body.Release,
            body.Percent ?? 100,
            body.Due,
            RevisionTags.Revision(match),
            body.Comment,
            context.RequestAborted
        );
        return await PointedAsync(context, before, changed, publication);
    }

    /// <summary>
    /// How far is said by a role of its own, whose key is always online: only another pointer may have to be signed by people.
    /// </summary>
    private static async Task<
        Results<Ok<ChannelWire>, Accepted<ChannelWire>, ProblemHttpResult>
    > PointedAsync(
        HttpContext context,
        ChannelView? before,
        Result<ChannelView> changed,
        IChannelPublication publication
    )
    {
        if (!changed.TryGet(out var view, out var error))
        {
            return error.ToProblem();
        }

        context.Response.Headers.ETag = $"\"{view.Tag}\"";
        return
            before?.Channel.Version != view.Channel.Version
            && await publication.FindAsync(view.Channel, context.RequestAborted)
                is { IsOnline: false, Version: > 0 } role
            ? TypedResults.Accepted(
                $"{PortalEndpoints.Api}/updates/roles/{role.Role}/waiting",
                view.Wire
            )
            : TypedResults.Ok(view.Wire);
    }

    private static async Task<Results<Ok<ChannelWire>, ProblemHttpResult>> SetAsync(
        string product,
        string channel,
        ChannelSettingsWire body,
        [FromHeader(Name = "If-Match")] string? match,
        HttpContext context,
        Caller caller,
        ChannelService channels
    ) =>
        Answer(
            context,
            await channels.SetAsync(
                caller,
                product,
                channel,
                new(body.Minimum, body.Floor, body.Follows),
                RevisionTags.Revision(match),
                body.Comment,
                context.RequestAborted
            )
        );

    /// <summary>What needs nothing but a comment.</summary>
    private static async Task<
        Results<Ok<ChannelWire>, Accepted<ChannelWire>, ProblemHttpResult>
    > DoAsync(
        string deed,
        string product,
        string channel,
        ChannelCommentWire body,
        string? match,
        HttpContext context,
        Caller caller,
        ChannelBoard board,
        ChannelDeeds deeds,
        IChannelPublication publication
    )
    {
        var before = await board.FindAsync(product, channel, context.RequestAborted);
        var changed = await deeds.DoAsync(
            deed,
            caller,
            product,
            channel,
            RevisionTags.Revision(match),
            body.Comment,
            context.RequestAborted
        );
        return await PointedAsync(context, before, changed, publication);
    }

    private static Results<Ok<ChannelWire>, ProblemHttpResult> Answer(
        HttpContext context,
        Result<ChannelView> changed
    )
    {
        if (!changed.TryGet(out var view, out var error))
        {
            return error.ToProblem();
        }

        context.Response.Headers.ETag = $"\"{view.Tag}\"";
        return TypedResults.Ok(view.Wire);
    }

    private static Error NoSuch(string product, string channel) =>
        ChannelErrors.NotFound.With($"{product} has no channel '{channel}'.");
}
