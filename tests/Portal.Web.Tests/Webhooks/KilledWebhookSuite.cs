using Portal.Channels;
using Portal.Data;
using Portal.Protocol;
using Portal.Protocol.Webhooks;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Webhooks;

/// <summary>A portal that is killed while it waits for a receiver's answer.</summary>
public abstract class KilledWebhookSuite(DatabaseProvider provider)
{
    [Fact]
    public async Task What_was_promoted_before_a_kill_is_told_after_it_and_nothing_else_is()
    {
        using var receiver = new WebhookReceiver { IsSilent = true };
        using var folder = new TestFolder();
        await using var database = await TestDatabase.CreateAsync(provider);
        await TestSchema.CreateAsync(database.Target);
        var settings = new Dictionary<string, string>
        {
            ["Webhooks__AllowLoopback"] = "true",
            ["Webhooks__Timeout"] = "00:01:00",
            ["Jobs__SweepInterval"] = "00:00:00.5",
        };
        string path;
        await using (
            var server = await PortalProcess.StartAsync(folder["data"], database.Target, settings)
        )
        {
            using var admin = server.Admin();
            await KilledSigningSuite.FillAsync(admin);
            await admin.MakeAsync("stable");
            var made = await (
                await admin.PostAsync(
                    "/api/v1/products/tools/webhooks",
                    new WebhookCreateWire(receiver.Url)
                )
            ).ReadAsync<WebhookCreatedWire>();
            path = $"/api/v1/products/tools/webhooks/{made.Webhook.Id}/deliveries";

            await admin.PromoteAsync("stable", "1.0");
            await admin.PromoteAsync("stable", "1.1");
            await Until.TrueAsync(() => receiver.Requests.Count == 1, "the first is sent");
            await server.KillAsync();
        }

        receiver.IsSilent = false;
        await using (
            var server = await PortalProcess.StartAsync(folder["data"], database.Target, settings)
        )
        {
            using var admin = server.Admin();
            PageWire<WebhookDeliveryWire> told = new([], null);
            await Until.TrueAsync(
                async () =>
                {
                    told = await (await admin.GetAsync(path)).ReadAsync<
                        PageWire<WebhookDeliveryWire>
                    >();
                    return told.Items.All(d => d.State == WebhookDeliveryStates.Delivered);
                },
                "both are delivered"
            );
            // The first was sent before the kill too, under the same id; then each once, in their order.
            Assert.Equal(
                [told.Items[1].Id, told.Items[1].Id, told.Items[0].Id],
                receiver.Requests.Select(r => r.Headers["webhook-id"])
            );
            Assert.Equal(2, told.Items.Count);
        }
    }
}

[Trait("Speed", "Slow")]
public sealed class SqliteKilledWebhookTests() : KilledWebhookSuite(DatabaseProvider.Sqlite);

[Trait("Speed", "Slow")]
[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlKilledWebhookTests()
    : KilledWebhookSuite(DatabaseProvider.PostgreSql);
