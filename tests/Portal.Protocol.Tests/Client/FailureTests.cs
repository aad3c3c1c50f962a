using System.Net;
using System.Net.Sockets;
using System.Text;
using Portal.Protocol.Client;
using Portal.Protocol.Problems;
using Portal.Testing;

namespace Portal.Protocol.Tests.Client;

public sealed class FailureTests : IDisposable
{
    private const string Token = "gtp_secret0123456789";

    private readonly FakePortal _portal = new();

    public void Dispose() => _portal.Dispose();

    [Fact]
    public async Task A_problem_keeps_its_code_and_every_finding()
    {
        _portal.ThenProblem(
            new ProblemWire(
                "/errors#component.refused",
                "Refused",
                422,
                "The archive has 2 errors.",
                "component.refused",
                Findings:
                [
                    new Finding("manifest.version", "The version is missing.", "component.yaml", 3),
                    new Finding("archive.path", "The path leaves the archive.", "../x"),
                ]
            )
        );
        using var client = _portal.Client();

        var failure = await FailureOf(client);

        Assert.Equal(PortalFailure.Problem, failure.Failure);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, failure.Status);
        Assert.Equal("component.refused", failure.Problem!.Code);
        Assert.Equal(
            "component.yaml:3: manifest.version: The version is missing.",
            failure.Problem.Findings![0].ToString()
        );
        Assert.Equal(2, failure.Problem.Findings.Count);
    }

    [Fact]
    public async Task An_unknown_field_in_an_answer_is_ignored()
    {
        _portal.Then(context =>
            FakePortal.TextAsync(
                context,
                """{"name":"ada","kind":"account","grants":[],"moods":["good"]}""",
                "application/json"
            )
        );
        using var client = _portal.Client();

        Assert.Equal("ada", (await client.Access.MeAsync(CancellationToken.None)).Name);
    }

    [Theory]
    [InlineData(200, "text/html", "<h1>Welcome</h1>")]
    [InlineData(404, "text/html", "<h1>nginx</h1>")]
    [InlineData(200, "application/json", "{ broken")]
    [InlineData(400, "application/problem+json", "also broken")]
    public async Task What_is_no_portal_is_named_as_such(int status, string type, string body)
    {
        _portal.Then(context => FakePortal.TextAsync(context, body, type, status));
        using var client = _portal.Client();

        var failure = await FailureOf(client);

        Assert.Equal(PortalFailure.NotAPortal, failure.Failure);
        Assert.Equal(status, (int)failure.Status!);
        Assert.Contains("/api/v1/me", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_connection_says_so()
    {
        var nobody = FakePortal.Nobody();
        using var client = Client(nobody);

        var failure = await FailureOf(client);

        Assert.Equal(PortalFailure.Unreachable, failure.Failure);
        Assert.Contains("refused", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{nobody.Port}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_handshake_is_told_apart_and_not_tried_again()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var connections = 0;
        _ = AnswerInPlainTextAsync(listener, () => connections++);
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var client = Client(new Uri($"https://127.0.0.1:{port}/"));

        var failure = await FailureOf(client);

        Assert.Equal(PortalFailure.Tls, failure.Failure);
        Assert.Equal(1, connections);
    }

    [Fact]
    public async Task A_silent_portal_is_not_waited_for_for_ever()
    {
        var time = new HastyTime();
        using var answered = new SemaphoreSlim(0);
        _portal.Then(async context =>
        {
            time.Expire();
            await answered.WaitAsync();
            context.Response.Abort();
        });
        using var client = _portal.Client(time: time, retries: 0);

        var failure = await FailureOf(client);
        answered.Release();

        Assert.Equal(PortalFailure.TimedOut, failure.Failure);
        Assert.Contains("silent for 100 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_portal_that_goes_silent_within_an_answer_is_not_waited_for_for_ever()
    {
        var time = new HastyTime();
        var done = new TaskCompletionSource();
        _portal.Then(async context =>
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength64 = 100;
            await context.Response.OutputStream.WriteAsync("{"u8.ToArray());
            await context.Response.OutputStream.FlushAsync();
            // The body's own wait begins a little after its first byte was sent.
            while (!done.Task.IsCompleted)
            {
                time.Expire();
                await Task.Yield();
            }

            context.Response.Abort();
        });
        using var client = _portal.Client(time: time, retries: 0);

        var failure = await FailureOf(client);
        done.SetResult();

        Assert.Equal(PortalFailure.TimedOut, failure.Failure);
    }

    [Fact]
    public async Task No_failure_ever_holds_the_token()
    {
        _portal
            .ThenProblem(new ProblemWire(null, null, 403, null, "forbidden"))
            .ThenStatus(401)
            .Then(context => FakePortal.TextAsync(context, "{", "application/json"));
        using var client = _portal.Client(Token, retries: 0);
        using var gone = Client(FakePortal.Nobody(), Token);

        Assert.DoesNotContain(
            Token,
            (await FailureOf(client)).ToString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            Token,
            (await FailureOf(client)).ToString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(
            Token,
            (await FailureOf(client)).ToString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(Token, (await FailureOf(gone)).ToString(), StringComparison.Ordinal);
        Assert.Equal(3, _portal.Requests.Count);
        Assert.All(
            _portal.Requests,
            request => Assert.Equal("Bearer " + Token, request.Headers["Authorization"])
        );
    }

    [Fact]
    public async Task A_token_is_not_sent_over_plain_http_to_another_machine()
    {
        using var handler = new RecordingHandler();
        using var client = new PortalClient(
            new PortalClientOptions
            {
                Url = new Uri("http://tools.example.org/"),
                Token = Token,
                Handler = handler,
            }
        );

        var failure = await FailureOf(client);

        Assert.Equal(PortalFailure.Insecure, failure.Failure);
        Assert.Empty(handler.Requests);
    }

    [Theory]
    [InlineData("http://tools.example.org/", true)]
    [InlineData("https://tools.example.org/", false)]
    public async Task A_token_is_sent_over_https_or_when_asked_for_explicitly(
        string url,
        bool insecure
    )
    {
        using var handler = new RecordingHandler();
        using var client = new PortalClient(
            new PortalClientOptions
            {
                Url = new Uri(url),
                Token = Token,
                InsecureHttp = insecure,
                Handler = handler,
            }
        );

        await client.Access.MeAsync(CancellationToken.None);

        Assert.Equal("Bearer " + Token, Assert.Single(handler.Requests).Authorization);
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    public async Task A_name_cannot_climb_out_of_its_path(string name)
    {
        using var client = _portal.Client();

        await Assert.ThrowsAsync<ArgumentException>(() =>
            client.Projects.GetAsync(name, CancellationToken.None)
        );
    }

    [Fact]
    public async Task Odd_characters_in_names_stay_within_their_segment()
    {
        using var client = _portal.Client();

        await Assert.ThrowsAsync<PortalException>(() =>
            client.Components.GetVersionAsync("a/b?c#d", "1:2+3~4", CancellationToken.None)
        );

        Assert.Equal(
            "/api/v1/components/a%2Fb%3Fc%23d/versions/1%3A2%2B3~4",
            Assert.Single(_portal.Requests).Url
        );
    }

    private static async Task AnswerInPlainTextAsync(TcpListener listener, Action connected)
    {
        try
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync();
                connected();
                var stream = connection.GetStream();
                await stream.ReadExactlyAsync(new byte[1]);
                await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static PortalClient Client(Uri url, string? token = null) =>
        new(
            new PortalClientOptions
            {
                Url = url,
                Token = token,
                Time = new HastyTime(),
            }
        );

    private static Task<PortalException> FailureOf(PortalClient client) =>
        Assert.ThrowsAsync<PortalException>(() => client.Access.MeAsync(CancellationToken.None));

    private sealed class RecordingHandler : HttpMessageHandler
    {
        public List<(Uri Url, string? Authorization)> Requests { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            Requests.Add((request.RequestUri!, request.Headers.Authorization?.ToString()));
            return Task.FromResult(
                new HttpResponseMessage(HttpStatusCode.OK)
                {
                    RequestMessage = request,
                    Content = new StringContent(
                        """{"name":"ada","kind":"account","grants":[]}""",
                        Encoding.UTF8,
                        "application/json"
                    ),
                }
            );
        }
    }
}
