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

/// <summary>What webhooks are told, and who decides on them.</summary>
public abstract class WebhookSuite(DatabaseProvider provider) : ToldProductSuite(provider)
{
    [Fact]
    public async Task Everything_that_is_done_to_a_channel_and_a_release_is_told_in_its_order()
    {
        var made = await MakeAsync();
        await Site.PromoteAsync("stable", "4.2");
        await Site.PromoteAsync("stable", "4.3", percent: 10);
        await Site.PromoteAsync("stable", "4.3", percent: 20);
        await Site.DoAsync(Site.Promotions.PauseAsync, "stable");
        await Site.DoAsync(Site.Promotions.ResumeAsync, "stable");
        await Site.DoAsync(Site.Promotions.HaltAsync, "stable");
        await Site.DoAsync(Site.Promotions.RollBackAsync, "stable");
        await Site.DoAsync(Site.Promotions.UndoAsync, "stable");
        await WithdrawAsync("4.3", remove: false);
        await WithdrawAsync("4.3", remove: true);
        await Site.DoAsync(Site.Channels.RetireAsync, "stable");

        await SendAsync();

        Assert.Equal(
            [
                "channel.promoted",
                "channel.promoted",
                "channel.let_out",
                "channel.paused",
                "channel.resumed",
                "channel.halted",
                "channel.rolled_back",
                "channel.undone",
                "release.withdrawn",
                "release.removed",
                "channel.retired",
            ],
            Receiver.Requests.Select(r => Read(r).Type)
        );
        Assert.Equal(
            new WebhookDataWire("tools", "4.3", "manager", "stable", "4.2", 10, "why not"),
            Read(Receiver.Requests[1]).Data
        );
        Assert.Equal(
            new WebhookDataWire("tools", "4.3", "portal", Comment: "eats disks"),
            Read(Receiver.Requests[8]).Data
        );
        Assert.Equal(11, Receiver.Requests.Select(r => r.Headers["webhook-id"]).Distinct().Count());
        Assert.All(await ToldAsync(made), d => Assert.Equal("delivered", d.State));
    }

    [Fact]
    public async Task A_message_is_signed_so_that_openssl_comes_to_the_same()
    {
        var made = await MakeAsync();
        await Site.PromoteAsync("stable", "4.3");

        await SendAsync();

        var seen = Assert.Single(Receiver.Requests);
        Assert.Equal($"{Clock.GetUtcNow().ToUnixTimeSeconds()}", seen.Headers["webhook-timestamp"]);
        Assert.Equal(
            await OpenSsl.SignatureAsync(made.Secret, seen),
            seen.Headers["webhook-signature"]
        );
    }

    [Fact]
    public async Task A_product_has_twenty_webhooks_at_most()
    {
        for (var made = 0; made < WebhookService.MaxOfProduct; made++)
        {
            await MakeAsync();
        }

        Assert.Equal(
            "webhook.too-many",
            (await Webhooks.CreateAsync(ChannelShelf.Manager, "tools", Receiver.Url, default))
                .Error
                ?.Code
        );
    }

    [Fact]
    public async Task What_was_refused_or_not_written_is_told_to_nobody()
    {
        await MakeAsync();
        Assert.NotNull((await Site.TryAsync("stable", "4.1")).Error);
        Assert.NotNull((await Site.TryAsync("stable", "4.3", caller: ChannelShelf.Debian)).Error);
        await Site.PromoteAsync("stable", "4.3");

        // Two who promote from the same state: one is told, and so is the receiver.
        var revision = (await Site.FindAsync("stable")).Channel.Revision;
        var both = await Task.WhenAll(
            new[] { "4.4", "4.2" }.Select(version =>
                Task.Run(() =>
                    Site.Promotions.PromoteAsync(
                        ChannelShelf.Manager,
                        "tools",
                        "stable",
                        version,
                        100,
                        null,
                        revision,
                        "at once",
                        default
                    )
                )
            )
        );

        await SendAsync();
        Assert.Equal(1 + both.Count(b => b.Error is null), Receiver.Requests.Count);
    }

    [Fact]
    public async Task A_webhook_that_is_removed_is_told_nothing_more()
    {
        var made = await MakeAsync();
        await Site.PromoteAsync("stable", "4.3");
        var removed = await Webhooks.RemoveAsync(
            ChannelShelf.Manager,
            "tools",
            made.Webhook.Id,
            default
        );
        Assert.Null(removed.Error);
        await SendAsync();
        Assert.Empty(Receiver.Requests);
        Assert.Equal(
            "webhook.not-found",
            (await Webhooks.RemoveAsync(ChannelShelf.Manager, "tools", made.Webhook.Id, default))
                .Error
                ?.Code
        );
    }

    [Fact]
    public async Task Release_managers_of_the_product_manage_its_webhooks_and_nobody_else_sees_them()
    {
        foreach (
            var other in (Caller[])
                [
                    ChannelShelf.Debian,
                    Caller.Anonymous,
                    new("x", CallerKind.Account, [new(Roles.ReleaseManager, "other")]),
                ]
        )
        {
            Assert.Equal(
                "webhook.forbidden",
                (await Webhooks.CreateAsync(other, "tools", "https://a.example/", default))
                    .Error
                    ?.Code
            );
            Assert.Equal(
                "webhook.forbidden",
                (await Webhooks.ListAsync(other, "tools", default)).Error?.Code
            );
        }

        await MakeAsync();
        await using var db = await Site.Core.OpenAsync();
        var audited = await db.AuditEntries().SingleAsync(e => e.Action == "webhook.create");
        // The path may be what the receiver keeps secret.
        Assert.Equal("127.0.0.1", audited.Detail);
    }

    [Fact]
    public async Task What_is_no_https_address_that_everybody_can_reach_is_refused()
    {
        foreach (
            var url in (string?[])
                [
                    "http://example.org/",
                    "ftp://example.org/",
                    "https://user@example.org/",
                    "https://example.org/#x",
                    "https://10.0.0.1/",
                    "https://[::ffff:10.0.0.1]/",
                    "https://169.254.169.254/latest/meta-data",
                    "http://127.0.0.1.example.org/",
                    $"https://example.org/{new string('a', 500)}",
                    "/path",
                    "",
                    null,
                ]
        )
        {
            var refused = await Webhooks.CreateAsync(ChannelShelf.Manager, "tools", url, default);
            Assert.True(refused.Error?.Code == "webhook.invalid-url", url);
        }
    }
}

public sealed class SqliteWebhookTests() : WebhookSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlWebhookTests() : WebhookSuite(DatabaseProvider.PostgreSql);
