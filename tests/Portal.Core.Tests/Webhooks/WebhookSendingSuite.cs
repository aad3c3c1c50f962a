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

/// <summary>In which order, how often and how long webhooks are told.</summary>
public abstract class WebhookSendingSuite(DatabaseProvider provider) : ToldProductSuite(provider)
{
    [Fact]
    public async Task A_later_message_waits_for_the_one_before_it_and_other_webhooks_do_not()
    {
        await MakeAsync();
        await MakeAsync(Other);
        Receiver.Status = 500;
        await Site.PromoteAsync("stable", "4.2");
        await Site.PromoteAsync("stable", "4.3");

        await SendAsync();
        Assert.Equal(2, Other.Requests.Count);
        Assert.Equal("4.2", Read(Assert.Single(Receiver.Requests)).Data.Release);

        Receiver.Status = 200;
        Clock.Advance(Longest(0));
        await SendAsync();
        Assert.Equal(["4.2", "4.2", "4.3"], Receiver.Requests.Select(r => Read(r).Data.Release));
    }

    [Fact]
    public async Task A_ping_waits_for_nothing_and_is_sent_once()
    {
        var made = await MakeAsync();
        Receiver.Status = 500;
        await Site.PromoteAsync("stable", "4.2");
        await SendAsync();

        var ping = await Messages.PingAsync(
            ChannelShelf.Manager,
            "tools",
            made.Webhook.Id,
            default
        );
        await SendAsync();

        var seen = Read(Receiver.Requests[1]);
        Assert.Equal(("webhook.ping", "manager"), (seen.Type, seen.Data.By));
        var told = await ToldAsync(made);
        Assert.Equal(ping.Value.Id, told[0].Id);
        Assert.Equal(["given-up", "waiting"], told.Select(d => d.State));
    }

    [Fact]
    public async Task What_was_given_up_is_sent_again_by_hand_the_same_to_the_byte_and_after_what_waits()
    {
        var made = await MakeAsync();
        Receiver.Status = 500;
        await Site.PromoteAsync("stable", "4.2");
        await SendAsync();
        Clock.Advance(GiveUpAfter);
        await SendAsync();
        Assert.Equal("given-up", Assert.Single(await ToldAsync(made)).State);
        await Site.PromoteAsync("stable", "4.3");
        await SendAsync();

        Receiver.Status = 200;
        foreach (var message in (await ToldAsync(made)).Reverse())
        {
            Assert.Null((await AgainAsync(made, message.MessageId)).Error);
        }

        await SendAsync();
        Assert.Equal(
            ["4.2", "4.2", "4.3", "4.3", "4.2"],
            Receiver.Requests.Select(r => Read(r).Data.Release)
        );
        Assert.Equal(Receiver.Requests[0].Body, Receiver.Requests[4].Body);
        Assert.Equal(
            Receiver.Requests[0].Headers["webhook-id"],
            Receiver.Requests[4].Headers["webhook-id"]
        );
        Assert.All(await ToldAsync(made), d => Assert.Equal("delivered", d.State));
        Assert.Equal("webhook.message-not-found", (await AgainAsync(made, "msg_1")).Error?.Code);
    }

    [Fact]
    public async Task Where_webhooks_are_switched_off_messages_wait()
    {
        await MakeAsync();
        await Site.PromoteAsync("stable", "4.2");
        var off = Site.Core.Get<Microsoft.Extensions.Options.IOptions<WebhookOptions>>().Value;
        off.Enabled = false;
        await SendAsync();
        await Sending.RunAsync(Guid.Empty, default);
        Assert.Empty(Receiver.Requests);

        off.Enabled = true;
        await SendAsync();
        Assert.Single(Receiver.Requests);
    }

    [Fact]
    public async Task It_is_tried_again_later_and_later_and_given_up_in_the_end()
    {
        var made = await MakeAsync();
        await Site.PromoteAsync("stable", "4.3");
        Receiver.Status = 500;
        var end = Clock.GetUtcNow() + GiveUpAfter;

        var waits = new List<TimeSpan>();
        for (var attempt = 0; ; attempt++)
        {
            await SendAsync();
            var message = Assert.Single(await ToldAsync(made));
            Assert.Equal(
                (attempt + 1, 500, "Answered 500."),
                (message.Attempts, message.Status, message.Error)
            );
            if (message.State != "waiting")
            {
                break;
            }

            var wait = message.NextAt - Clock.GetUtcNow();
            Assert.InRange(wait, Longest(attempt) * (2.0 / 3), Longest(attempt));
            waits.Add(wait);
            // Not a moment before.
            Clock.Advance(wait - TimeSpan.FromMilliseconds(2));
            Assert.Empty(await Sending.DueAsync(default));
            Clock.Advance(TimeSpan.FromMilliseconds(2));
        }

        Assert.Equal("given-up", Assert.Single(await ToldAsync(made)).State);
        Assert.InRange(Clock.GetUtcNow(), end, end + (WebhookDelivery.Waits[^1] * 1.2));
        // Drawn: they are not all the same share of the plan.
        Assert.True(waits.Select((w, i) => w / Longest(i)).Distinct().Count() > 1);
        Clock.Advance(TimeSpan.FromDays(2));
        Assert.Empty(await Sending.DueAsync(default));
        // The same message each time, signed for its time.
        Assert.Single(Receiver.Requests.Select(r => r.Headers["webhook-id"]).Distinct());
        Assert.Equal(
            Receiver.Requests.Count,
            Receiver.Requests.Select(r => r.Headers["webhook-signature"]).Distinct().Count()
        );
    }

    [Fact]
    public async Task A_receiver_that_comes_back_is_told_in_the_end_and_once()
    {
        var made = await MakeAsync();
        await Site.PromoteAsync("stable", "4.3");
        Receiver.Status = 503;
        await SendAsync();
        Receiver.Status = 204;
        Clock.Advance(Longest(0));
        await SendAsync();
        Clock.Advance(TimeSpan.FromDays(1));
        await SendAsync();

        Assert.Equal(2, Receiver.Requests.Count);
        Assert.Equal(("delivered", 2, 204, null), await LastAsync(made));
    }

    [Fact]
    public async Task A_job_that_is_run_again_for_what_is_done_sends_nothing()
    {
        await MakeAsync();
        await Site.PromoteAsync("stable", "4.3");
        await SendAsync();

        await Sending.RunAsync(Guid.NewGuid(), default);

        Assert.Single(Receiver.Requests);
    }

    [Fact]
    public async Task A_job_that_was_stopped_before_it_sent_is_due_again_and_no_attempt_is_counted()
    {
        var made = await MakeAsync();
        await Site.PromoteAsync("stable", "4.3");
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Sending.RunAsync(Guid.Empty, stopped.Token)
        );

        await SendAsync();
        Assert.Single(Receiver.Requests);
        Assert.Equal(("delivered", 1, 200, null), await LastAsync(made));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_an_answer_is_not_read()
    {
        var made = await MakeAsync();
        await Site.PromoteAsync("stable", "4.3");
        Receiver.Status = 302;
        await SendAsync();
        Assert.Equal(
            ("waiting", 1, 302, "Answered 302: redirects are not followed."),
            await LastAsync(made)
        );

        // A body without an end does not hold it up.
        Receiver.Status = 200;
        Receiver.IsEndless = true;
        Clock.Advance(Longest(0));
        await SendAsync();
        Assert.Equal(("delivered", 2, 200, null), await LastAsync(made));
    }

    [Fact]
    public async Task What_was_told_is_forgotten_after_a_time_but_for_the_last()
    {
        var made = await MakeAsync();
        await Site.PromoteAsync("stable", "4.2");
        await Site.PromoteAsync("stable", "4.3");
        await SendAsync();
        Clock.Advance(TimeSpan.FromDays(31));
        await Sending.RunAsync(Guid.Empty, default);
        Assert.Equal(2, Assert.Single(await ToldAsync(made)).Number);

        await Site.PromoteAsync("stable", "4.4");
        await SendAsync();

        Assert.Equal(3, Assert.Single(await ToldAsync(made)).Number);
    }
}

public sealed class SqliteWebhookSendingTests() : WebhookSendingSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlWebhookSendingTests()
    : WebhookSendingSuite(DatabaseProvider.PostgreSql);
