using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Problems;
using Portal.Protocol;
using Portal.Protocol.Webhooks;
using Portal.Shell;

namespace Portal.Webhooks;

internal static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        var hooks = api.MapGroup("/products/{product}/webhooks")
            .WithTags("Webhooks")
            .RequireAuthorization(Policies.Authenticated);
        hooks.MapGet("/", ListAsync).WithSummary("Last made first, without their secrets.");
        hooks
            .MapPost("/", CreateAsync)
            .WithSummary("The answer tells the secret, which is not told again.");
        hooks.MapGet("/{id:guid}", ShowAsync);
        hooks.MapDelete("/{id:guid}", RemoveAsync);
        hooks
            .MapPost("/{id:guid}/ping", PingAsync)
            .WithSummary("Sends a message that says nothing, once; the answer says where to look.");
        var told = hooks.MapGroup("/{id:guid}/deliveries");
        told.MapGet("/", DeliveriesAsync)
            .WithSummary("What it was told, last first, with attempts and errors.");
        told.MapGet("/{message}", DeliveryAsync);
        told.MapPost("/{message}/resend", ResendAsync)
            .WithSummary("Sends a message again, the same to the byte.");
    }

    private static async Task<Results<Ok<PageWire<WebhookWire>>, ProblemHttpResult>> ListAsync(
        string product,
        Caller caller,
        WebhookService webhooks,
        CancellationToken cancellationToken
    )
    {
        var found = await webhooks.ListAsync(caller, product, cancellationToken);
        return found.TryGet(out var hooks, out var error)
            ? TypedResults.Ok(new PageWire<WebhookWire>([.. hooks.Select(w => w.ToWire())], null))
            : error.ToProblem();
    }

    private static async Task<Results<Created<WebhookCreatedWire>, ProblemHttpResult>> CreateAsync(
        string product,
        WebhookCreateWire body,
        HttpContext context,
        Caller caller,
        WebhookService webhooks,
        CancellationToken cancellationToken
    )
    {
        var made = await webhooks.CreateAsync(caller, product, body.Url, cancellationToken);
        if (!made.TryGet(out var created, out var error))
        {
            return error.ToProblem();
        }

        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created(
            PathOf(product, created.Webhook.Id),
            new WebhookCreatedWire(created.Webhook.ToWire(0, last: null), created.Secret)
        );
    }

    private static async Task<Results<Ok<WebhookWire>, ProblemHttpResult>> ShowAsync(
        string product,
        Guid id,
        Caller caller,
        WebhookService webhooks,
        CancellationToken cancellationToken
    )
    {
        var found = await webhooks.FindAsync(caller, product, id, cancellationToken);
        return found.TryGet(out var standing, out var error)
            ? TypedResults.Ok(standing.ToWire())
            : error.ToProblem();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        string product,
        Guid id,
        Caller caller,
        WebhookService webhooks,
        CancellationToken cancellationToken
    )
    {
        var removed = await webhooks.RemoveAsync(caller, product, id, cancellationToken);
        return removed.Error is { } error ? error.ToProblem() : TypedResults.NoContent();
    }

    private static async Task<Results<Accepted<WebhookDeliveryWire>, ProblemHttpResult>> PingAsync(
        string product,
        Guid id,
        Caller caller,
        WebhookMessages messages,
        CancellationToken cancellationToken
    ) => Accepted(product, id, await messages.PingAsync(caller, product, id, cancellationToken));

    private static async Task<
        Results<Ok<PageWire<WebhookDeliveryWire>>, ProblemHttpResult>
    > DeliveriesAsync(
        string product,
        Guid id,
        [AsParameters] PageQuery query,
        Caller caller,
        WebhookMessages messages,
        CancellationToken cancellationToken
    )
    {
        if (!query.Read().TryGet(out var page, out var error))
        {
            return error.ToProblem();
        }

        var found = await messages.ListAsync(caller, product, id, page, cancellationToken);
        return found.TryGet(out var deliveries, out error)
            ? TypedResults.Ok(deliveries.ToWire(d => d.ToWire()))
            : error.ToProblem();
    }

    private static async Task<Results<Ok<WebhookDeliveryWire>, ProblemHttpResult>> DeliveryAsync(
        string product,
        Guid id,
        string message,
        Caller caller,
        WebhookMessages messages,
        CancellationToken cancellationToken
    )
    {
        var found = await messages.FindAsync(caller, product, id, message, cancellationToken);
        return found.TryGet(out var delivery, out var error)
            ? TypedResults.Ok(delivery.ToWire())
            : error.ToProblem();
    }

    private static async Task<
        Results<Accepted<WebhookDeliveryWire>, ProblemHttpResult>
    > ResendAsync(
        string product,
        Guid id,
        string message,
        Caller caller,
        WebhookMessages messages,
        CancellationToken cancellationToken
    ) =>
        Accepted(
            product,
            id,
            await messages.SendAgainAsync(caller, product, id, message, cancellationToken)
        );

    private static Results<Accepted<WebhookDeliveryWire>, ProblemHttpResult> Accepted(
        string product,
        Guid id,
        Result<WebhookDelivery> result
    ) =>
        result.TryGet(out var delivery, out var error)
            ? TypedResults.Accepted(
                $"{PathOf(product, id)}/deliveries/{delivery.MessageId}",
                delivery.ToWire()
            )
            : error.ToProblem();

    private static string PathOf(string product, Guid id) =>
        $"{PortalEndpoints.Api}/products/{product}/webhooks/{id}";
}
