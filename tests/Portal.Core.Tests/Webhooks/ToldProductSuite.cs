using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Channels;
using Portal.Data;
using Portal.Jobs;
using Portal.Problems;
using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Protocol.Webhooks;
using Portal.Releases;
using Portal.Testing;

namespace Portal.Webhooks;

/// <summary>A product with a channel, and receivers of what is told of it.</summary>
public abstract class ToldProductSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private protected static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(2);

    private protected WebhookReceiver Receiver { get; } = new();

    private protected WebhookReceiver Other { get; } = new();

    private protected ChannelShelf Site { get; private set; } = null!;

    private protected WebhookService Webhooks => Site.Core.Get<WebhookService>();

    private protected WebhookMessages Messages => Site.Core.Get<WebhookMessages>();

    private protected TestClock Clock => Site.Core.Clock;

    private protected IWorkSource Sending =>
        Site.Core.Get<IEnumerable<IWorkSource>>().Single(s => s.Kind == WebhookSending.WorkKind);

    public async Task InitializeAsync()
    {
        Site = await ChannelShelf.StartAsync(provider, ("Webhooks:AllowLoopback", "true"));
        await Site.MakeAsync("stable");
    }

    public async Task DisposeAsync()
    {
        await Site.DisposeAsync();
        Receiver.Dispose();
        Other.Dispose();
    }

    private protected async Task<CreatedWebhook> MakeAsync(WebhookReceiver? receiver = null)
    {
        var made = await Webhooks.CreateAsync(
            ChannelShelf.Manager,
            "tools",
            (receiver ?? Receiver).Url,
            default
        );
        Assert.True(made.Error is null, $"{made.Error}");
        return made.Value;
    }

    private protected async Task WithdrawAsync(string version, bool remove)
    {
        var done = await Site
            .Core.Get<ReleaseService>()
            .WithdrawAsync(Caller.System, "tools", version, "eats disks", remove, default);
        Assert.True(done.Error is null, $"{done.Error}");
    }

    /// <summary>The longest that is waited after so many failures before.</summary>
    private protected static TimeSpan Longest(int failures) =>
        WebhookDelivery.Waits[Math.Min(failures, WebhookDelivery.Waits.Count - 1)] * 1.2;

    /// <summary>Runs the job while anything is due.</summary>
    private protected async Task SendAsync()
    {
        for (var rounds = 0; ; rounds++)
        {
            Assert.True(rounds < 20, "It is due for ever.");
            var due = await Sending.DueAsync(default);
            if (due.Count == 0)
            {
                return;
            }

            foreach (var id in due)
            {
                await Sending.RunAsync(id, default);
            }
        }
    }

    private protected async Task<IReadOnlyList<WebhookDelivery>> ToldAsync(CreatedWebhook made) =>
        (
            await Messages.ListAsync(
                ChannelShelf.Manager,
                "tools",
                made.Webhook.Id,
                PageRequest.First,
                default
            )
        )
            .Value
            .Items;

    private protected Task<Result<WebhookDelivery>> AgainAsync(
        CreatedWebhook made,
        string message
    ) => Messages.SendAgainAsync(ChannelShelf.Manager, "tools", made.Webhook.Id, message, default);

    private protected async Task<(
        string State,
        int Attempts,
        int? Status,
        string? Error
    )> LastAsync(CreatedWebhook made)
    {
        var last = Assert.Single(await ToldAsync(made));
        return (last.State, last.Attempts, last.Status, last.Error);
    }

    private protected static WebhookMessageWire Read(SeenMessage message) =>
        JsonSerializer.Deserialize(message.Body, ProtocolJson.Default.WebhookMessageWire)!;
}
