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

/// <summary>What webhooks are told, in which order, how often, and who decides on them.</summary>
public abstract class WebhookSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(2);
    private readonly WebhookReceiver _receiver = new();
    private readonly WebhookReceiver _other = new();
    private ChannelShelf _shelf = null!;

    private WebhookService Webhooks => _shelf.Core.Get<WebhookService>();

    private WebhookMessages Messages => _shelf.Core.Get<WebhookMessages>();

    private TestClock Clock => _shelf.Core.Clock;

    private IWorkSource Sending =>
        _shelf.Core.Get<IEnumerable<IWorkSource>>().Single(s => s.Kind == WebhookSending.WorkKind);

    public async Task InitializeAsync()
    {
        _shelf = await ChannelShelf.StartAsync(provider, ("Webhooks:AllowLoopback", "true"));
        await _shelf.MakeAsync("stable");
    }

    public async Task DisposeAsync()
    {
        await _shelf.DisposeAsync();
        _receiver.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Everything_that_is_done_to_a_channel_and_a_release_is_told_in_its_order()
    {
        var made = await MakeAsync();
        await _shelf.PromoteAsync("stable", "4.2");
        await _shelf.PromoteAsync("stable", "4.3", percent: 10);
        await _shelf.PromoteAsync("stable", "4.3", percent: 20);
        await _shelf.DoAsync(_shelf.Promotions.PauseAsync, "stable");
        await _shelf.DoAsync(_shelf.Promotions.ResumeAsync, "stable");
        await _shelf.DoAsync(_shelf.Promotions.HaltAsync, "stable");
        await _shelf.DoAsync(_shelf.Promotions.RollBackAsync, "stable");
        await _shelf.DoAsync(_shelf.Promotions.UndoAsync, "stable");
        await WithdrawAsync("4.3", remove: false);
        await WithdrawAsync("4.3", remove: true);
        await _shelf.DoAsync(_shelf.Channels.RetireAsync, "stable");

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
            _receiver.Requests.Select(r => Read(r).Type)
        );
        Assert.Equal(
            new WebhookDataWire("tools", "4.3", "manager", "stable", "4.2", 10, "why not"),
            Read(_receiver.Requests[1]).Data
        );
        Assert.Equal(
            new WebhookDataWire("tools", "4.3", "portal", Comment: "eats disks"),
            Read(_receiver.Requests[8]).Data
        );
        Assert.Equal(
            11,
            _receiver.Requests.Select(r => r.Headers["webhook-id"]).Distinct().Count()
        );
        Assert.All(await ToldAsync(made), d => Assert.Equal("delivered", d.State));
    }

    [Fact]
    public async Task A_message_is_signed_so_that_openssl_comes_to_the_same()
    {
        var made = await MakeAsync();
        await _shelf.PromoteAsync("stable", "4.3");

        await SendAsync();

        var seen = Assert.Single(_receiver.Requests);
        Assert.Equal($"{Clock.GetUtcNow().ToUnixTimeSeconds()}", seen.Headers["webhook-timestamp"]);
        Assert.Equal(
            await OpenSsl.SignatureAsync(made.Secret, seen),
            seen.Headers["webhook-signature"]
        );
    }

    [Fact]
    public async Task A_later_message_waits_for_the_one_before_it_and_other_webhooks_do_not()
    {
        await MakeAsync();
        await MakeAsync(_other);
        _receiver.Status = 500;
        await _shelf.PromoteAsync("stable", "4.2");
        await _shelf.PromoteAsync("stable", "4.3");

        await SendAsync();
        Assert.Equal(2, _other.Requests.Count);
        Assert.Equal("4.2", Read(Assert.Single(_receiver.Requests)).Data.Release);

        _receiver.Status = 200;
        Clock.Advance(Longest(0));
        await SendAsync();
        Assert.Equal(["4.2", "4.2", "4.3"], _receiver.Requests.Select(r => Read(r).Data.Release));
    }

    [Fact]
    public async Task A_ping_waits_for_nothing_and_is_sent_once()
    {
        var made = await MakeAsync();
        _receiver.Status = 500;
        await _shelf.PromoteAsync("stable", "4.2");
        await SendAsync();

        var ping = await Messages.PingAsync(
            ChannelShelf.Manager,
            "tools",
            made.Webhook.Id,
            default
        );
        await SendAsync();

        var seen = Read(_receiver.Requests[1]);
        Assert.Equal(("webhook.ping", "manager"), (seen.Type, seen.Data.By));
        var told = await ToldAsync(made);
        Assert.Equal(ping.Value.Id, told[0].Id);
        Assert.Equal(["given-up", "waiting"], told.Select(d => d.State));
    }

    [Fact]
    public async Task What_was_given_up_is_sent_again_by_hand_the_same_to_the_byte_and_after_what_waits()
    {
        var made = await MakeAsync();
        _receiver.Status = 500;
        await _shelf.PromoteAsync("stable", "4.2");
        await SendAsync();
        Clock.Advance(GiveUpAfter);
        await SendAsync();
        Assert.Equal("given-up", Assert.Single(await ToldAsync(made)).State);
        await _shelf.PromoteAsync("stable", "4.3");
        await SendAsync();

        _receiver.Status = 200;
        foreach (var message in (await ToldAsync(made)).Reverse())
        {
            Assert.Null((await AgainAsync(made, message.MessageId)).Error);
        }

        await SendAsync();
        Assert.Equal(
            ["4.2", "4.2", "4.3", "4.3", "4.2"],
            _receiver.Requests.Select(r => Read(r).Data.Release)
        );
        Assert.Equal(_receiver.Requests[0].Body, _receiver.Requests[4].Body);
        Assert.Equal(
            _receiver.Requests[0].Headers["webhook-id"],
            _receiver.Requests[4].Headers["webhook-id"]
        );
        Assert.All(await ToldAsync(made), d => Assert.Equal("delivered", d.State));
        Assert.Equal("webhook.message-not-found", (await AgainAsync(made, "msg_1")).Error?.Code);
    }

    [Fact]
    public async Task Where_webhooks_are_switched_off_messages_wait()
    {
        await MakeAsync();
        await _shelf.PromoteAsync("stable", "4.2");
        var off = _shelf.Core.Get<Microsoft.Extensions.Options.IOptions<WebhookOptions>>().Value;
        off.Enabled = false;
        await SendAsync();
        await Sending.RunAsync(Guid.Empty, default);
        Assert.Empty(_receiver.Requests);

        off.Enabled = true;
        await SendAsync();
        Assert.Single(_receiver.Requests);
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
            (await Webhooks.CreateAsync(ChannelShelf.Manager, "tools", _receiver.Url, default))
                .Error
                ?.Code
        );
    }

    [Fact]
    public async Task What_was_refused_or_not_written_is_told_to_nobody()
    {
        await MakeAsync();
        Assert.NotNull((await _shelf.TryAsync("stable", "4.1")).Error);
        Assert.NotNull((await _shelf.TryAsync("stable", "4.3", caller: ChannelShelf.Debian)).Error);
        await _shelf.PromoteAsync("stable", "4.3");

        // Two who promote from the same state: one is told, and so is the receiver.
        var revision = (await _shelf.FindAsync("stable")).Channel.Revision;
        var both = await Task.WhenAll(
            new[] { "4.4", "4.2" }.Select(version =>
                Task.Run(() =>
                    _shelf.Promotions.PromoteAsync(
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
        Assert.Equal(1 + both.Count(b => b.Error is null), _receiver.Requests.Count);
    }

    [Fact]
    public async Task It_is_tried_again_later_and_later_and_given_up_in_the_end()
    {
        var made = await MakeAsync();
        await _shelf.PromoteAsync("stable", "4.3");
        _receiver.Status = 500;
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
        Assert.Single(_receiver.Requests.Select(r => r.Headers["webhook-id"]).Distinct());
        Assert.Equal(
            _receiver.Requests.Count,
            _receiver.Requests.Select(r => r.Headers["webhook-signature"]).Distinct().Count()
        );
    }

    [Fact]
    public async Task A_receiver_that_comes_back_is_told_in_the_end_and_once()
    {
        var made = await MakeAsync();
        await _shelf.PromoteAsync("stable", "4.3");
        _receiver.Status = 503;
        await SendAsync();
        _receiver.Status = 204;
        Clock.Advance(Longest(0));
        await SendAsync();
        Clock.Advance(TimeSpan.FromDays(1));
        await SendAsync();

        Assert.Equal(2, _receiver.Requests.Count);
        Assert.Equal(("delivered", 2, 204, null), await LastAsync(made));
    }

    [Fact]
    public async Task A_job_that_is_run_again_for_what_is_done_sends_nothing()
    {
        await MakeAsync();
        await _shelf.PromoteAsync("stable", "4.3");
        await SendAsync();

        await Sending.RunAsync(Guid.NewGuid(), default);

        Assert.Single(_receiver.Requests);
    }

    [Fact]
    public async Task A_job_that_was_stopped_before_it_sent_is_due_again_and_no_attempt_is_counted()
    {
        var made = await MakeAsync();
        await _shelf.PromoteAsync("stable", "4.3");
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Sending.RunAsync(Guid.Empty, stopped.Token)
        );

        await SendAsync();
        Assert.Single(_receiver.Requests);
        Assert.Equal(("delivered", 1, 200, null), await LastAsync(made));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_an_answer_is_not_read()
    {
        var made = await MakeAsync();
        await _shelf.PromoteAsync("stable", "4.3");
        _receiver.Status = 302;
        await SendAsync();
        Assert.Equal(
            ("waiting", 1, 302, "Answered 302: redirects are not followed."),
            await LastAsync(made)
        );

        // A body without an end does not hold it up.
        _receiver.Status = 200;
        _receiver.IsEndless = true;
        Clock.Advance(Longest(0));
        await SendAsync();
        Assert.Equal(("delivered", 2, 200, null), await LastAsync(made));
    }

    [Fact]
    public async Task A_webhook_that_is_removed_is_told_nothing_more()
    {
        var made = await MakeAsync();
        await _shelf.PromoteAsync("stable", "4.3");
        var removed = await Webhooks.RemoveAsync(
            ChannelShelf.Manager,
            "tools",
            made.Webhook.Id,
            default
        );
        Assert.Null(removed.Error);
        await SendAsync();
        Assert.Empty(_receiver.Requests);
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
        await using var db = await _shelf.Core.OpenAsync();
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

    [Fact]
    public async Task What_was_told_is_forgotten_after_a_time_but_for_the_last()
    {
        var made = await MakeAsync();
        await _shelf.PromoteAsync("stable", "4.2");
        await _shelf.PromoteAsync("stable", "4.3");
        await SendAsync();
        Clock.Advance(TimeSpan.FromDays(31));
        await Sending.RunAsync(Guid.Empty, default);
        Assert.Equal(2, Assert.Single(await ToldAsync(made)).Number);

        await _shelf.PromoteAsync("stable", "4.4");
        await SendAsync();

        Assert.Equal(3, Assert.Single(await ToldAsync(made)).Number);
    }

    private async Task<CreatedWebhook> MakeAsync(WebhookReceiver? receiver = null)
    {
        var made = await Webhooks.CreateAsync(
            ChannelShelf.Manager,
            "tools",
            (receiver ?? _receiver).Url,
            default
        );
        Assert.True(made.Error is null, $"{made.Error}");
        return made.Value;
    }

    private async Task WithdrawAsync(string version, bool remove)
    {
        var done = await _shelf
            .Core.Get<ReleaseService>()
            .WithdrawAsync(Caller.System, "tools", version, "eats disks", remove, default);
        Assert.True(done.Error is null, $"{done.Error}");
    }

    /// <summary>The longest that is waited after so many failures before.</summary>
    private static TimeSpan Longest(int failures) =>
        WebhookDelivery.Waits[Math.Min(failures, WebhookDelivery.Waits.Count - 1)] * 1.2;

    /// <summary>Runs the job while anything is due.</summary>
    private async Task SendAsync()
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

    private async Task<IReadOnlyList<WebhookDelivery>> ToldAsync(CreatedWebhook made) =>
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

    private Task<Result<WebhookDelivery>> AgainAsync(CreatedWebhook made, string message) =>
        Messages.SendAgainAsync(ChannelShelf.Manager, "tools", made.Webhook.Id, message, default);

    private async Task<(string State, int Attempts, int? Status, string? Error)> LastAsync(
        CreatedWebhook made
    )
    {
        var last = Assert.Single(await ToldAsync(made));
        return (last.State, last.Attempts, last.Status, last.Error);
    }

    private static WebhookMessageWire Read(SeenMessage message) =>
        JsonSerializer.Deserialize(message.Body, ProtocolJson.Default.WebhookMessageWire)!;
}

public sealed class SqliteWebhookTests() : WebhookSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlWebhookTests() : WebhookSuite(DatabaseProvider.PostgreSql);
