using System.Net;
using System.Net.Sockets;
using Portal.Protocol.Access;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Access;

/// <summary>Sign-in by a proxy's header: believed from where settings say, and from nowhere else.</summary>
public sealed class ProxyTests
{
    private const string Header = "X-Remote-User";

    [Fact]
    public async Task A_trusted_proxy_names_the_account()
    {
        await using var portal = await StartAsync("127.0.0.2");
        await MakeAsync(portal, "anna");
        using var proxy = From(portal, "127.0.0.2");

        var me = await (await GetAsync(proxy, "/api/v1/me", "anna")).ReadAsync<MeWire>();
        Assert.Equal(("anna", "account"), (me.Name, me.Kind));
        var page = await GetAsync(proxy, "/account", "anna");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains(
            "by the proxy",
            await page.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
        // Without the header nobody is signed in: there is no session that goes on.
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await GetAsync(proxy, "/api/v1/me", null)).StatusCode
        );
    }

    [Fact]
    public async Task The_header_from_elsewhere_is_ignored_whatever_else_is_spoofed()
    {
        // Forwarding headers are believed from the same machine, and must not make it the proxy of sign-in.
        await using var portal = await StartAsync("127.0.0.2", ("Proxies:0", "127.0.0.1"));
        await MakeAsync(portal, "anna");
        using var elsewhere = From(portal, "127.0.0.1");
        elsewhere.DefaultRequestHeaders.Add("X-Forwarded-For", "127.0.0.2");
        elsewhere.DefaultRequestHeaders.Add("X-Real-IP", "127.0.0.2");
        elsewhere.DefaultRequestHeaders.Add("Forwarded", "for=127.0.0.2");

        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await GetAsync(elsewhere, "/api/v1/me", "anna")).StatusCode
        );
        Assert.Equal(
            HttpStatusCode.Redirect,
            (await GetAsync(elsewhere, "/account", "admin")).StatusCode
        );
    }

    [Fact]
    public async Task Without_the_setting_no_header_signs_in()
    {
        await using var portal = await TestPortal.StartAsync();
        using var client = From(portal, "127.0.0.1");
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await GetAsync(client, "/api/v1/me", "admin")).StatusCode
        );
    }

    [Fact]
    public async Task Whoever_the_portal_does_not_know_is_refused_or_made_without_roles()
    {
        await using (var portal = await StartAsync("127.0.0.0/8"))
        {
            using var proxy = From(portal, "127.0.0.3");
            await (await GetAsync(proxy, "/api/v1/me", "berta")).ProblemAsync(
                HttpStatusCode.Forbidden,
                "access.unknown-account"
            );
            await (await GetAsync(proxy, "/api/v1/me", "berta, admin")).ProblemAsync(
                HttpStatusCode.Forbidden,
                "access.unknown-account"
            );
            // Reading is public, for them too.
            Assert.Equal(
                HttpStatusCode.OK,
                (await GetAsync(proxy, "/api/v1/projects", "berta")).StatusCode
            );
        }

        await using (
            var portal = await StartAsync("127.0.0.0/8", ("Access:Proxy:CreateAccounts", "true"))
        )
        {
            using var proxy = From(portal, "127.0.0.3");
            var me = await (await GetAsync(proxy, "/api/v1/me", "berta")).ReadAsync<MeWire>();
            Assert.Equal(("berta", 0), (me.Name, me.Grants.Count));
        }
    }

    [Fact]
    public async Task What_another_site_makes_the_browser_send_changes_nothing()
    {
        await using var portal = await StartAsync("127.0.0.2");
        using var proxy = From(portal, "127.0.0.2");
        proxy.DefaultRequestHeaders.Add(Header, "admin");

        var refused = await proxy.PostAsync(
            "/api/v1/projects",
            Http.Json("""{"name":"qemu","title":"QEMU"}""")
        );
        await refused.ProblemAsync(HttpStatusCode.Forbidden, "access.antiforgery");
        var forged = await proxy.PostAsync(
            "/projects/new",
            new FormUrlEncodedContent(
                new Dictionary<string, string>
                {
                    ["_handler"] = "project",
                    ["Form.Name"] = "qemu",
                    ["Form.Title"] = "QEMU",
                }
            )
        );
        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
    }

    [Theory]
    [InlineData("X-Remote-User", null, "name the addresses")]
    [InlineData(null, "10.0.0.1", "without Access__Proxy__Header")]
    [InlineData("X-Remote-User", "everywhere", "neither an IP address nor a network")]
    public async Task A_setting_that_would_believe_everybody_stops_the_start(
        string? header,
        string? from,
        string message
    )
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        if (header is not null)
        {
            settings["Access:Proxy:Header"] = header;
        }

        if (from is not null)
        {
            settings["Access:Proxy:From:0"] = from;
        }

        var refused = await Assert.ThrowsAnyAsync<Exception>(() =>
            TestPortal.StartAsync(options: new(settings))
        );
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    private static Task<TestPortal> StartAsync(
        string from,
        params (string Name, string Value)[] more
    )
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Access:Proxy:Header"] = Header,
            ["Access:Proxy:From:0"] = from,
        };
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        return TestPortal.StartAsync(options: new(settings));
    }

    private static async Task MakeAsync(TestPortal portal, string name) =>
        await portal
            .Get<AccountService>()
            .CreateAccountAsync(Caller.System, name, null, [], default);

    private static async Task<HttpResponseMessage> GetAsync(
        HttpClient client,
        string path,
        string? user
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add(
            "Accept",
            path.StartsWith("/api", StringComparison.Ordinal) ? "application/json" : "text/html"
        );
        if (user is not null)
        {
            request.Headers.Add(Header, user);
        }

        return await client.SendAsync(request);
    }

    /// <summary>A client whose connections come from this address of the machine itself.</summary>
    private static HttpClient From(TestPortal portal, string address) =>
        new(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                ConnectCallback = async (context, cancellationToken) =>
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    try
                    {
                        socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                        await socket.ConnectAsync(
                            IPAddress.Loopback,
                            context.DnsEndPoint.Port,
                            cancellationToken
                        );
                        return new NetworkStream(socket, ownsSocket: true);
                    }
                    catch
                    {
                        socket.Dispose();
                        throw;
                    }
                },
            }
        )
        {
            BaseAddress = portal.Address,
        };
}
