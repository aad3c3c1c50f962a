using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Portal.Data;
using Portal.Protocol.Releases;
using Portal.Testing;

namespace Portal.EndToEnd;

/// <summary>The example configuration of nginx, by a real nginx, in front of the real portal.</summary>
public sealed class NginxTests
{
    [Fact]
    public async Task The_example_passes_on_uploads_ranges_and_events()
    {
        await using var site = await Site.StartAsync(
            DatabaseProvider.Sqlite,
            ("Proxies__0", "127.0.0.1")
        );
        await using var nginx = await Nginx.StartAsync(site.Portal.Url, site.Folder);
        using var client = nginx.Client();
        await client.CreateProjectAsync("tests");

        // Larger than nginx takes by default (1 MiB), and than it keeps in memory.
        var files = Enumerable
            .Range(0, 30)
            .ToDictionary(i => $"data/{i}.bin", i => Upstream.Noise(i, 1_000_000));
        var source = Upstream.Write(site.Folder.Path, "big", "1.0", files);
        await Upstream.PublishAsync(client, source, "big", "1.0", "tests");
        Assert.DoesNotContain(
            Directory.EnumerateFiles(nginx.Prefix, "*", SearchOption.AllDirectories),
            IsTemporary
        );

        await client.CreateProductAsync("tools", "big");
        await client.CreateReleaseAsync("tools", "1.0");
        await FollowAsync(client);

        var release = await client.ReadReleaseAsync("tools", "1.0");
        Assert.Equal(ReleaseStates.Ready, release.State);
        var path = "/download/tools/1.0/tools-1.0.iso";
        await client.DownloadAsync(path, site.Folder["whole.iso"]);
        Assert.StartsWith(
            release.Image!.Sha256.Hex,
            await Tool.RunAsync("sha256sum", site.Folder["whole.iso"]),
            StringComparison.Ordinal
        );
        using var part = new HttpRequestMessage(HttpMethod.Get, path);
        part.Headers.Range = new RangeHeaderValue(1_000_001, 9_999_999);
        using var answer = await client.SendAsync(part);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        var whole = await File.ReadAllBytesAsync(site.Folder["whole.iso"]);
        Assert.Equal(whole[1_000_001..10_000_000], await answer.Content.ReadAsByteArrayAsync());

        // A sign-in cookie is Secure only if the portal knows that the browser came by TLS.
        using var page = await client.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.True(page.Headers.Contains("Strict-Transport-Security"));
        using var plain = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        using var moved = await plain.GetAsync(new Uri($"{nginx.PlainUrl}/download/"));
        Assert.Equal(HttpStatusCode.PermanentRedirect, moved.StatusCode);
        Assert.StartsWith("https://", moved.Headers.Location!.ToString(), StringComparison.Ordinal);
    }

    private static bool IsTemporary(string file) => file.Contains("temp", StringComparison.Ordinal);

    /// <summary>Events come while the release is in the making, each as it happens, until it is ready.</summary>
    private static async Task FollowAsync(HttpClient client)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            "/api/v1/products/tools/releases/1.0/events"
        );
        request.Headers.Accept.Add(new("text/event-stream"));
        using var answer = await client.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead
        );
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var events = 0;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await reader.ReadLineAsync(limit.Token) is { } line)
        {
            events += line.StartsWith("data:", StringComparison.Ordinal) ? 1 : 0;
            if (line.Contains("\"ready\"", StringComparison.Ordinal))
            {
                Assert.True(events > 1, "Nothing was told before the end.");
                return;
            }
        }

        Assert.Fail("The events ended before the release was ready.");
    }

    private sealed class Nginx : IAsyncDisposable
    {
        private readonly NginxProcess _nginx;

        private Nginx(NginxProcess nginx, string prefix, int plain, int secure)
        {
            _nginx = nginx;
            Prefix = prefix;
            PlainUrl = $"http://127.0.0.1:{plain}";
            Url = new($"https://127.0.0.1:{secure}");
        }

        public string Prefix { get; }

        public string PlainUrl { get; }

        private Uri Url { get; }

        public static async Task<Nginx> StartAsync(string portal, TestFolder folder)
        {
            var prefix = Directory.CreateDirectory(folder["nginx"]).FullName;
            var (plain, secure) = (PortalProcess.FreePort(), PortalProcess.FreePort());
            await Tool.RunAsync(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=tools.example.org",
                "-keyout",
                $"{prefix}/key.pem",
                "-out",
                $"{prefix}/cert.pem"
            );
            var servers = await NginxProcess.ExampleAsync(
                "examples/nginx/guest-tools-portal.conf",
                ("listen 80;", $"listen 127.0.0.1:{plain};"),
                ("listen 443 ssl;", $"listen 127.0.0.1:{secure} ssl;"),
                ("127.0.0.1:8080", new Uri(portal).Authority),
                ("/etc/ssl/certs/tools.example.org.pem", $"{prefix}/cert.pem"),
                ("/etc/ssl/private/tools.example.org.key", $"{prefix}/key.pem")
            );
            return new(
                await NginxProcess.StartAsync(prefix, servers, secure),
                prefix,
                plain,
                secure
            );
        }

        /// <summary>The administrator, through nginx.</summary>
        public HttpClient Client()
        {
            var own = X509CertificateLoader.LoadCertificateFromFile($"{Prefix}/cert.pem");
            var client = new HttpClient(
                new SocketsHttpHandler
                {
                    UseProxy = false,
                    SslOptions =
                    {
                        // The one that was made for this nginx, and no other.
                        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                            certificate?.GetCertHashString() == own.GetCertHashString(),
                    },
                }
            )
            {
                BaseAddress = Url,
            };
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer",
                PortalProcess.AdminToken
            );
            return client;
        }

        public ValueTask DisposeAsync() => _nginx.DisposeAsync();
    }
}
