using System.CommandLine;
using Portal.Cli.Products;
using Portal.Cli.Shell;
using Portal.Protocol;
using Portal.Protocol.Webhooks;

namespace Portal.Cli.Webhooks;

/// <summary>Webhooks: addresses that are told what becomes of a product's releases and channels.</summary>
internal static class WebhookCommands
{
    public static Command Build(Host host) =>
        new(
            "webhook",
            "Webhooks: addresses that are told, signed, of promotions, rollouts and withdrawals."
        )
        {
            Add(host),
            List(host),
            Remove(host),
            PingCommand.Build(host),
            DeliveryCommands.Deliveries(host),
            DeliveryCommands.Resend(host),
        };

    public static Argument<Guid> IdArgument() =>
        new("ID") { Description = "As 'gtp webhook list' shows it" };

    private static Command Add(Host host)
    {
        var product = ProductCommands.ProductArgument();
        var url = new Argument<string>("URL")
        {
            Description = "https, and an address that everybody can reach",
        };
        return new Command(
            "add",
            "Make a webhook. Its secret is printed once, alone on standard output, and not told again."
        )
        {
            product,
            url,
        }
            .WithExamples(
                "gtp webhook add guest-tools https://ci.example.org/hook > webhook-secret.txt"
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.ConnectSignedIn();
                    var made = await client.Webhooks.AddAsync(
                        invocation.Get(product),
                        new WebhookCreateWire(invocation.Get(url)),
                        cancellationToken
                    );
                    invocation.Screen.Note(
                        $"Webhook {made.Webhook.Id} of {made.Webhook.Product}. Its secret is shown this once:"
                    );
                    invocation.Screen.Result(made, screen => screen.Line(made.Secret));
                }
            );
    }

    private static Command List(Host host)
    {
        var product = ProductCommands.ProductArgument();
        return new Command("list", "List the webhooks of a product, without their secrets.")
        {
            product,
        }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.ConnectSignedIn();
                var hooks = await client.Webhooks.ListAsync(
                    invocation.Get(product),
                    cancellationToken
                );
                invocation.Screen.Result(hooks, screen => Tell(screen, hooks));
            }
        );
    }

    private static Command Remove(Host host)
    {
        var product = ProductCommands.ProductArgument();
        var id = IdArgument();
        return new Command(
            "remove",
            "Remove a webhook: it is told nothing more, and what it was told is forgotten."
        )
        {
            product,
            id,
        }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.ConnectSignedIn();
                var webhook = invocation.Get(id);
                await client.Webhooks.RemoveAsync(
                    invocation.Get(product),
                    webhook,
                    cancellationToken
                );
                invocation.Screen.Result(
                    new DoneDocument("removed", $"{webhook}"),
                    screen => screen.Line($"Removed {webhook}.")
                );
            }
        );
    }

    private static void Tell(Screen screen, PageWire<WebhookWire> hooks) =>
        screen.Table(
            ["ID", "URL", "WAITING", "TOLD LAST", "STATE", "MADE", "BY"],
            [
                .. hooks.Items.Select(hook =>
                    (IReadOnlyList<string?>)
                        [
                            $"{hook.Id}",
                            hook.Url,
                            $"{hook.Waiting}",
                            hook.Last?.Type,
                            hook.Last?.State,
                            Texts.Time(hook.CreatedAt),
                            hook.CreatedBy,
                        ]
                ),
            ]
        );
}
