using System.CommandLine;
using Portal.Cli.Products;
using Portal.Cli.Shell;
using Portal.Protocol;
using Portal.Protocol.Webhooks;

namespace Portal.Cli.Webhooks;

/// <summary>What a webhook was told, and that once more.</summary>
internal static class DeliveryCommands
{
    public static Command Deliveries(Host host)
    {
        var product = ProductCommands.ProductArgument();
        var id = WebhookCommands.IdArgument();
        return new Command(
            "deliveries",
            "List what a webhook was told, last first, and what became of it."
        )
        {
            product,
            id,
        }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.ConnectSignedIn();
                var told = await client
                    .Webhooks.DeliveriesAsync(
                        invocation.Get(product),
                        invocation.Get(id),
                        cancellationToken
                    )
                    .ToListAsync(cancellationToken);
                invocation.Screen.Result(
                    new PageWire<WebhookDeliveryWire>(told, null),
                    screen => Tell(screen, told)
                );
            }
        );
    }

    public static Command Resend(Host host)
    {
        var product = ProductCommands.ProductArgument();
        var id = WebhookCommands.IdArgument();
        var message = new Argument<string>("MESSAGE")
        {
            Description = "As 'gtp webhook deliveries' shows it",
        };
        return new Command(
            "resend",
            "Send a message again, the same to the byte: one that waits at once, another one after all that wait."
        )
        {
            product,
            id,
            message,
        }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.ConnectSignedIn();
                var again = await client.Webhooks.ResendAsync(
                    invocation.Get(product),
                    invocation.Get(id),
                    invocation.Get(message),
                    cancellationToken
                );
                invocation.Screen.Result(
                    again,
                    screen => screen.Line($"{again.Id} is sent again.")
                );
            }
        );
    }

    private static void Tell(Screen screen, IReadOnlyCollection<WebhookDeliveryWire> told) =>
        screen.Table(
            ["MESSAGE", "TYPE", "STATE", "ATTEMPTS", "MADE", "NEXT", "LAST ANSWER"],
            [
                .. told.Select(d =>
                    (IReadOnlyList<string?>)
                        [
                            d.Id,
                            d.Type,
                            d.State,
                            $"{d.Attempts}",
                            Texts.Time(d.CreatedAt),
                            Texts.Time(d.NextAt),
                            d.Error ?? $"{d.Status}",
                        ]
                ),
            ]
        );
}
