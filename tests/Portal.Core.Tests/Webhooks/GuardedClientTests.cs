using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Portal.Testing;

namespace Portal.Webhooks;

public sealed class GuardedClientTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("192.0.2.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.7")]
    [InlineData("192.0.0.192")]
    [InlineData("192.88.99.1")]
    [InlineData("240.0.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("ff02::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::127.0.0.1")]
    [InlineData("64:ff9b::169.254.169.254")]
    [InlineData("64:ff9b::1.1.1.1")]
    [InlineData("64:ff9b:1::10.0.0.1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fec0::1")]
    [InlineData("100::1")]
    [InlineData("5f00::1")]
    [InlineData("3fff::1")]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2001::1")]
    public void An_address_that_not_everybody_can_reach_is_none(string address) =>
        Assert.False(PublicAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450::1")]
    public void One_that_everybody_can_reach_is(string address) =>
        Assert.True(PublicAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://hook.example/", "10.0.0.1")]
    [InlineData("http://hook.example/", "1.1.1.1", "127.0.0.1")]
    [InlineData("http://hook.example/")]
    [InlineData("http://169.254.169.254/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[64:ff9b::7f00:1]/")]
    [InlineData("http://hook.example/", "64:ff9b::7f00:1")]
    [InlineData("http://hook.example/", "::ffff:7f00:1")]
    public async Task A_name_is_asked_once_and_every_address_of_it_is_checked(
        string url,
        params string[] addresses
    )
    {
        using var receiver = new WebhookReceiver();
        var asked = 0;
        using var client = new GuardedClient(
            new(),
            (_, _) =>
            {
                asked++;
                return Task.FromResult<IPAddress[]>([.. addresses.Select(IPAddress.Parse)]);
            }
        );
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new UriBuilder(url) { Port = new Uri(receiver.Url).Port }.Uri
        );

        await Assert.ThrowsAsync<RefusedAddressException>(() => client.SendAsync(request, default));

        Assert.True(asked <= 1);
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task The_connection_goes_to_the_address_that_was_checked_whatever_the_name_says_later()
    {
        using var receiver = new WebhookReceiver { KeepsOpen = true };
        var answers = new Queue<IPAddress>([IPAddress.Loopback, IPAddress.Parse("10.0.0.1")]);
        using var client = new GuardedClient(
            new() { AllowLoopback = true },
            (_, _) => Task.FromResult<IPAddress[]>([answers.Dequeue()])
        );
        var url = $"http://hook.example:{new Uri(receiver.Url).Port}/";

        using (
            var first = new HttpRequestMessage(HttpMethod.Get, url)
            {
                Content = new StringContent("x"),
            }
        )
        {
            Assert.Equal(200, await client.SendAsync(first, default));
        }

        // The next message asks anew: a connection to what the name was is not used again.
        using var second = new HttpRequestMessage(HttpMethod.Get, url)
        {
            Content = new StringContent("x"),
        };
        await Assert.ThrowsAsync<RefusedAddressException>(() => client.SendAsync(second, default));
        Assert.Single(receiver.Requests);
    }

    [Fact]
    public async Task Who_does_not_answer_in_time_is_not_waited_for()
    {
        using var silent = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var client = new GuardedClient(
            new() { AllowLoopback = true, Timeout = TimeSpan.FromSeconds(1) },
            Dns.GetHostAddressesAsync
        );
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/"
        );
        await Assert.ThrowsAsync<TimeoutException>(() => client.SendAsync(request, default));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest(
            "CN=localhost",
            key,
            HashAlgorithmName.SHA256
        ).CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero)
        );
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var served = ServeAsync(listener, certificate);
        using var client = new GuardedClient(
            new() { AllowLoopback = true },
            Dns.GetHostAddressesAsync
        );
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"
        );

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() =>
            client.SendAsync(request, default)
        );

        Assert.IsType<AuthenticationException>(refused.InnerException);
        Assert.Equal(0, await served);
    }

    /// <summary>Gives how many bytes came through.</summary>
    private static async Task<int> ServeAsync(
        System.Net.Sockets.TcpListener listener,
        X509Certificate2 certificate
    )
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var tls = new SslStream(client.GetStream());
        try
        {
            await tls.AuthenticateAsServerAsync(certificate);
            return await tls.ReadAsync(new byte[1]);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            return 0;
        }
    }
}
