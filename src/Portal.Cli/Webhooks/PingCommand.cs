using System.CommandLine;
using Portal.Cli.Products;
using Portal.Cli.Shell;
using Portal.Protocol.Webhooks;

namespace Portal.Cli.Webhooks;

/// <summary>Tries a webhook out.</summary>
internal static class PingCommand
{
    /// <summary>The portal sends it within seconds, and waits for an answer a minute at most.</summary>
    private const int Looks = 90;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static Command Build(Host host)
    {
        var product = ProductCommands.ProductArgument();
        var id = WebhookCommands.IdArgument();
        return new Command(
            "ping",
            "Send a message that says nothing, once, and wait for what becomes of it. Exit code 1: it was not taken."
        )
        {
            product,
            id,
        }
            .WithExamples("gtp webhook ping guest-tools 019ab3f2-7d1e-7c3a-9b54-0d5b7f1c2e90")
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.ConnectSignedIn();
                    var (of, webhook) = (invocation.Get(product), invocation.Get(id));
                    var ping = await client.Webhooks.PingAsync(of, webhook, cancellationToken);
                    for (var look = 0; look < Looks && IsWaiting(ping); look++)
                    {
                        ping = await client.Webhooks.DeliveryAsync(
                            of,
                            webhook,
                            ping.Id,
                            cancellationToken
                        );
                        if (IsWaiting(ping))
                        {
                            await Task.Delay(Pause, host.Time, cancellationToken);
                        }
                    }

                    invocation.Screen.Result(ping, screen => screen.Line(Tell(ping)));
                    return ping.State == WebhookDeliveryStates.Delivered
                        ? ExitCodes.Ok
                        : ExitCodes.Failed;
                }
            );
    }

    private static bool IsWaiting(WebhookDeliveryWire ping) =>
        ping.State == WebhookDeliveryStates.Waiting;

    private static string Tell(WebhookDeliveryWire ping) =>
        ping.State switch
        {
            WebhookDeliveryStates.Delivered => $"Delivered: answered {ping.Status}.",
            WebhookDeliveryStates.GivenUp => $"Not taken: {ping.Error}",
            _ => "It was not sent yet: the portal's jobs do not run, or webhooks are switched off.",
        };
}
