using System.Text.Json;
using Portal.Cli.Tests.Testing;
using Portal.Protocol;
using Portal.Protocol.Webhooks;
using Portal.Testing;

namespace Portal.Cli.Tests.Webhooks;

public sealed class WebhookTests : IDisposable
{
    private const string Id = "019ab3f2-7d1e-7c3a-9b54-0d5b7f1c2e90";
    private const string Path = "/api/v1/products/tools/webhooks";
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private readonly GtpRun _gtp = new();
    private readonly FakePortal _portal = new();

    public WebhookTests()
    {
        _gtp.Environment["GTP_URL"] = _portal.Url.AbsoluteUri;
        _gtp.Environment["GTP_TOKEN"] = "gtp_x";
    }

    public void Dispose()
    {
        _gtp.Dispose();
        _portal.Dispose();
    }

    [Fact]
    public async Task A_secret_stands_alone_on_standard_output()
    {
        Answer(
            new WebhookCreatedWire(Hook(null), "whsec_c2VjcmV0"),
            ProtocolJson.Default.WebhookCreatedWire,
            201
        );

        var answer = await _gtp.RunAsync("webhook", "add", "tools", "https://hook.example/a");

        Assert.True(answer.ExitCode == 0, answer.Error);
        Assert.Equal("whsec_c2VjcmV0\n", answer.Out);
        Assert.Contains(Id, answer.Error, StringComparison.Ordinal);
        var sent = _portal.Requests.Single();
        Assert.Equal(("POST", Path), (sent.Method, sent.Url));
        Assert.Equal(
            "https://hook.example/a",
            JsonSerializer.Deserialize(sent.Body, ProtocolJson.Default.WebhookCreateWire)!.Url
        );
    }

    [Fact]
    public async Task Webhooks_are_listed_with_how_they_stand_and_removed()
    {
        Answer(
            new PageWire<WebhookWire>([Hook(Delivery("given-up"))], null),
            ProtocolJson.Default.PageWireWebhookWire
        );
        _portal.Then(context =>
        {
            context.Response.StatusCode = 204;
            context.Response.Close();
            return Task.CompletedTask;
        });

        var listed = await _gtp.RunAsync("webhook", "list", "tools");
        var removed = await _gtp.RunAsync("webhook", "remove", "tools", Id);

        Assert.Equal(
            $"{Id}\thttps://hook.example/a\t2\tchannel.promoted\tgiven-up\t2026-01-02T03:04:05Z\tmia\n",
            listed.Out
        );
        Assert.Equal($"Removed {Id}.\n", removed.Out);
        Assert.Equal(
            [("GET", Path), ("DELETE", $"{Path}/{Id}")],
            _portal.Requests.Select(r => (r.Method, r.Url))
        );
    }

    [Theory]
    [InlineData("delivered", 0, "Delivered: answered 500.\n")]
    [InlineData("given-up", 1, "Not taken: Answered 500.\n")]
    public async Task A_ping_says_what_became_of_it(string state, int exitCode, string said)
    {
        Answer(Delivery("waiting"), ProtocolJson.Default.WebhookDeliveryWire, 202);
        Answer(Delivery(state), ProtocolJson.Default.WebhookDeliveryWire);

        var answer = await _gtp.RunAsync("webhook", "ping", "tools", Id);

        Assert.Equal((exitCode, said), (answer.ExitCode, answer.Out));
        Assert.Equal(
            [("POST", $"{Path}/{Id}/ping"), ("GET", $"{Path}/{Id}/deliveries/msg_1")],
            _portal.Requests.Select(r => (r.Method, r.Url))
        );
    }

    [Fact]
    public async Task What_was_told_is_listed_and_sent_again()
    {
        Answer(
            new PageWire<WebhookDeliveryWire>([Delivery("given-up")], null),
            ProtocolJson.Default.PageWireWebhookDeliveryWire
        );
        Answer(Delivery("waiting"), ProtocolJson.Default.WebhookDeliveryWire, 202);

        var told = await _gtp.RunAsync("webhook", "deliveries", "tools", Id);
        var again = await _gtp.RunAsync("webhook", "resend", "tools", Id, "msg_1", "--json");

        Assert.Equal(
            "msg_1\tchannel.promoted\tgiven-up\t3\t2026-01-02T03:04:05Z\t\tAnswered 500.\n",
            told.Out
        );
        Assert.Equal(
            "waiting",
            JsonSerializer.Deserialize(again.Out, ProtocolJson.Default.WebhookDeliveryWire)!.State
        );
        Assert.Equal(
            ("POST", $"{Path}/{Id}/deliveries/msg_1/resend"),
            (_portal.Requests.Last().Method, _portal.Requests.Last().Url)
        );
    }

    [Theory]
    [InlineData("add", "tools")]
    [InlineData("remove", "tools", "no-id")]
    [InlineData("resend", "tools", Id)]
    public async Task A_mistake_in_the_command_line_is_told_before_anything_is_asked(
        params string[] arguments
    )
    {
        var answer = await _gtp.RunAsync(["webhook", .. arguments]);

        Assert.Equal(2, answer.ExitCode);
        Assert.Empty(_portal.Requests);
    }

    private void Answer<T>(
        T wire,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type,
        int status = 200
    ) => _portal.Then(context => FakePortal.JsonAsync(context, wire, type, status));

    private static WebhookWire Hook(WebhookDeliveryWire? last) =>
        new(Guid.Parse(Id), "tools", "https://hook.example/a", "mia", At, 2, last);

    private static WebhookDeliveryWire Delivery(string state) =>
        new(
            "msg_1",
            "channel.promoted",
            state,
            3,
            At,
            LastAt: At,
            Status: 500,
            Error: state == "delivered" ? null : "Answered 500."
        );
}
