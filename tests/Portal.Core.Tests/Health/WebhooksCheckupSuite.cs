using Microsoft.EntityFrameworkCore;
using Portal.Channels;
using Portal.Data;
using Portal.Protocol;
using Portal.Webhooks;

namespace Portal.Health;

/// <summary>What the doctor says of receivers that do not take what they are told.</summary>
public abstract class WebhooksCheckupSuite(DatabaseProvider provider) : ToldProductSuite(provider)
{
    [Fact]
    public async Task A_receiver_that_takes_everything_or_fails_for_a_moment_is_no_finding()
    {
        await MakeAsync();
        await Site.PromoteAsync("stable", "4.2");
        await SendAsync();
        Assert.Equal((Severity.Ok, "webhooks"), await FoundAsync());

        Receiver.Status = 503;
        await Site.PromoteAsync("stable", "4.3");
        await SendAsync();
        Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal((Severity.Ok, "webhooks"), await FoundAsync());
    }

    [Fact]
    public async Task A_receiver_that_fails_for_an_hour_is_named_with_what_it_answers()
    {
        var made = await MakeAsync();
        await MakeAsync(Other);
        Receiver.Status = 503;
        await Site.PromoteAsync("stable", "4.2");
        await SendAsync();
        Clock.Advance(TimeSpan.FromMinutes(61));
        await SendAsync();

        var finding = Assert.Single(await RunAsync());
        Assert.Equal((Severity.Warning, "webhooks.failing"), (finding.Severity, finding.Check));
        Assert.Contains("tools to 127.0.0.1", finding.Message, StringComparison.Ordinal);
        Assert.Contains("Answered 503.", finding.Message, StringComparison.Ordinal);
        Assert.Contains($"tools {made.Webhook.Id:D}", finding.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_given_up_is_named_until_it_or_a_later_message_is_taken()
    {
        var made = await MakeAsync();
        Receiver.Status = 500;
        await Site.PromoteAsync("stable", "4.2");
        await SendAsync();
        Clock.Advance(GiveUpAfter);
        await SendAsync();
        Assert.Equal((Severity.Warning, "webhooks.given-up"), await FoundAsync());

        Receiver.Status = 200;
        Assert.Null((await AgainAsync(made, (await ToldAsync(made))[0].MessageId)).Error);
        await SendAsync();
        Assert.Equal((Severity.Ok, "webhooks"), await FoundAsync());
    }

    [Fact]
    public async Task A_ping_that_nobody_took_is_no_finding()
    {
        var made = await MakeAsync();
        Receiver.Status = 500;
        await Messages.PingAsync(ChannelShelf.Manager, "tools", made.Webhook.Id, default);
        await SendAsync();

        Assert.Equal("given-up", Assert.Single(await ToldAsync(made)).State);
        Assert.Equal((Severity.Ok, "webhooks"), await FoundAsync());
    }

    private async Task<(Severity, string)> FoundAsync()
    {
        var finding = Assert.Single(await RunAsync());
        return (finding.Severity, finding.Check);
    }

    private Task<IReadOnlyList<HealthFinding>> RunAsync() =>
        new WebhooksCheckup(Site.Core.Get<IDbContextFactory<PortalDb>>(), Clock).RunAsync(
            deep: false,
            default
        );
}

public sealed class WebhooksCheckupTests_Sqlite() : WebhooksCheckupSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class WebhooksCheckupTests_PostgreSql()
    : WebhooksCheckupSuite(DatabaseProvider.PostgreSql);
