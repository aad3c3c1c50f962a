using System.Net;
using Portal.Access;
using Portal.Channels;
using Portal.Data;
using Portal.Products;
using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Protocol.Webhooks;
using Portal.Releases;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Webhooks;

/// <summary>Webhooks by HTTP and on pages, with the jobs of a running portal.</summary>
public abstract class WebhookHttpSuite(DatabaseProvider provider) : IAsyncLifetime
{
    private const string Api = "/api/v1/products/tools/webhooks";
    private const string Page = "/products/tools/webhooks";
    private readonly WebhookReceiver _receiver = new();
    private TestPortal _portal = null!;

    public async Task InitializeAsync()
    {
        _portal = await TestPortal.StartAsync(
            provider,
            new TestPortalOptions(
                new Dictionary<string, string>
                {
                    ["Webhooks:AllowLoopback"] = "true",
                    ["Jobs:SweepInterval"] = "00:00:00.5",
                }
            )
        );
        await _portal
            .Shelf()
            .Project("qemu")
            .Component("qemu", "agent")
            .Version("agent", "1")
            .Product("tools")
            .Release("tools", "4.2", 1, components: [("agent", "1")])
            .SaveAsync();
        await _portal.Admin().MakeAsync("stable");
        await MakeAsync("mia", new Grant(Roles.ReleaseManager, "tools"));
        await MakeAsync("bert");
    }

    public async Task DisposeAsync()
    {
        await _portal.DisposeAsync();
        _receiver.Dispose();
    }

    [Fact]
    public async Task A_webhook_is_made_tried_out_told_and_removed_and_its_secret_is_told_once()
    {
        var admin = _portal.Admin();
        var answer = await admin.PostAsync(Api, new WebhookCreateWire(_receiver.Url));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
        var made = await answer.ReadAsync<WebhookCreatedWire>();
        var one = $"{Api}/{made.Webhook.Id}";
        Assert.Equal(one, answer.Headers.Location!.OriginalString);

        var ping = await admin.PostAsync($"{one}/ping", null);
        Assert.Equal(HttpStatusCode.Accepted, ping.StatusCode);
        await Until.TrueAsync(() => _receiver.Requests.Count == 1, "the ping");
        await admin.PromoteAsync("stable", "4.2");
        await Until.TrueAsync(() => _receiver.Requests.Count == 2, "the promotion");
        var seen = _receiver.Requests[1];
        Assert.Equal(
            await OpenSsl.SignatureAsync(made.Secret, seen),
            seen.Headers["webhook-signature"]
        );
        Assert.Contains("channel.promoted", seen.Body, StringComparison.Ordinal);

        WebhookDeliveryWire[] told = [];
        await Until.TrueAsync(
            async () =>
            {
                told =
                [
                    .. (
                        await (await admin.GetAsync($"{one}/deliveries")).ReadAsync<
                            PageWire<WebhookDeliveryWire>
                        >()
                    ).Items,
                ];
                return told.All(d => d.State == WebhookDeliveryStates.Delivered);
            },
            "both are noted"
        );
        Assert.Equal(["channel.promoted", "webhook.ping"], told.Select(d => d.Type));
        Assert.Equal(seen.Body, told[0].Body);

        var again = await admin.PostAsync($"{one}/deliveries/{told[0].Id}/resend", null);
        Assert.Equal(HttpStatusCode.Accepted, again.StatusCode);
        await Until.TrueAsync(() => _receiver.Requests.Count == 3, "the same again");
        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync(again.Headers.Location!)).StatusCode);

        foreach (var path in (string[])[Api, one, $"{one}/deliveries", "/api/v1/audit", Page])
        {
            Assert.DoesNotContain(
                made.Secret["whsec_".Length..],
                await admin.GetStringAsync(path),
                StringComparison.Ordinal
            );
        }

        Assert.DoesNotContain(
            "whsec_",
            string.Join('\n', _portal.Log.Lines),
            StringComparison.Ordinal
        );
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync(one)).StatusCode);
        await (await admin.GetAsync(one)).ProblemAsync(
            HttpStatusCode.NotFound,
            "webhook.not-found"
        );
    }

    [Fact]
    public async Task Refusals_say_what_is_wrong()
    {
        var admin = _portal.Admin();
        await (await admin.PostAsync(Api, new WebhookCreateWire("https://10.0.0.1/"))).ProblemAsync(
            HttpStatusCode.BadRequest,
            "webhook.invalid-url"
        );
        await (
            await admin.PostAsync("/api/v1/products/none/webhooks", new WebhookCreateWire("x"))
        ).ProblemAsync(HttpStatusCode.NotFound, "product.not-found");
        await (await admin.PostAsync($"{Api}/{Guid.NewGuid()}/ping", null)).ProblemAsync(
            HttpStatusCode.NotFound,
            "webhook.not-found"
        );
        await (await _portal.Anonymous().GetAsync(Api)).ProblemAsync(
            HttpStatusCode.Unauthorized,
            "access.unauthenticated"
        );
    }

    [Fact]
    public async Task On_pages_a_release_manager_does_the_same_without_script()
    {
        var mia = await Browser.SignedInAsync(_portal, "mia");
        await mia.LookAsync(Page);
        Assert.Contains("Nobody is told", mia.Page, StringComparison.Ordinal);
        await mia.FillAsync(Page, "add", ("Add.Url", "http://example.org/"));
        Assert.Contains("Nothing was changed", mia.Page, StringComparison.Ordinal);

        await mia.FillAsync(Page, "add", ("Add.Url", _receiver.Url));
        Assert.Matches("whsec_[A-Za-z0-9+/=]{40,}", WebUtility.HtmlDecode(mia.Page));
        var one = System
            .Text.RegularExpressions.Regex.Match(mia.Page, $"{Page}/[0-9a-f-]{{36}}")
            .Value;

        await mia.LookAsync(one);
        Assert.True(
            mia.Page.Contains("It was told nothing yet", StringComparison.Ordinal),
            $"{one}: {mia.Page}"
        );
        Assert.DoesNotContain("whsec_", mia.Page, StringComparison.Ordinal);
        _receiver.Status = 500;
        var sent = await mia.FillAsync(one, "ping");
        Assert.Equal($"{one}?done=1", Browser.Location(sent));
        await Until.TrueAsync(
            async () =>
            {
                await mia.LookAsync(one);
                return mia.Page.Contains("Answered 500.", StringComparison.Ordinal);
            },
            "the page says what became of the ping"
        );

        var message = System
            .Text.RegularExpressions.Regex.Match(mia.Page, "msg_[0-9a-f]{32}")
            .Value;
        await mia.FillAsync(one, "resend", ("Resend.Message", message));
        await Until.TrueAsync(() => _receiver.Requests.Count == 2, "it is sent again");

        var gone = await mia.FillAsync(one, "remove");
        Assert.Equal($"{Page}?done=1", Browser.Location(gone));
        await mia.LookAsync(Page);
        Assert.Contains("Nobody is told", mia.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_no_release_manager_sees_nothing_of_it()
    {
        var bert = await Browser.SignedInAsync(_portal, "bert");
        Assert.Equal(HttpStatusCode.Forbidden, (await bert.LookAsync(Page)).StatusCode);
    }

    private Task MakeAsync(string name, params Grant[] grants) =>
        _portal
            .Get<AccountService>()
            .CreateAccountAsync(Caller.System, name, null, grants, default);
}

public sealed class SqliteWebhookHttpTests() : WebhookHttpSuite(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class PostgreSqlWebhookHttpTests() : WebhookHttpSuite(DatabaseProvider.PostgreSql);
