using Portal.Protocol.Client;
using Portal.Protocol.Projects;
using Portal.Testing;

namespace Portal.Protocol.Tests.Client;

public sealed class RedirectTests : IDisposable
{
    private const string Token = "gtp_secret0123456789";

    private readonly FakePortal _portal = new();
    private readonly FakePortal _elsewhere = new();

    public void Dispose()
    {
        _portal.Dispose();
        _elsewhere.Dispose();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_to_another_host_never_carries_the_token(int status)
    {
        Redirect(status, new Uri(_elsewhere.Url, "api/v1/me").AbsoluteUri);
        _elsewhere.ThenJson(Samples.Me("mallory"), ProtocolJson.Default.MeWire);
        using var client = _portal.Client(Token);

        await client.Access.MeAsync(CancellationToken.None);

        Assert.Equal("Bearer " + Token, Assert.Single(_portal.Requests).Headers["Authorization"]);
        Assert.Null(Assert.Single(_elsewhere.Requests).Headers["Authorization"]);
    }

    [Fact]
    public async Task A_redirect_within_the_portal_keeps_the_token()
    {
        Redirect(308, "/api/v1/me/");
        _portal.ThenJson(Samples.Me(), ProtocolJson.Default.MeWire);
        using var client = _portal.Client(Token);

        await client.Access.MeAsync(CancellationToken.None);

        Assert.Equal(2, _portal.Requests.Count);
        Assert.All(
            _portal.Requests,
            request => Assert.Equal("Bearer " + Token, request.Headers["Authorization"])
        );
    }

    [Fact]
    public async Task A_change_is_not_sent_on()
    {
        Redirect(307, _elsewhere.Url.AbsoluteUri);
        using var client = _portal.Client(Token);

        var failure = await Assert.ThrowsAsync<PortalException>(() =>
            client.Projects.CreateAsync(
                new ProjectCreateWire("qemu", "QEMU"),
                CancellationToken.None
            )
        );

        Assert.Equal(PortalFailure.NotAPortal, failure.Failure);
        Assert.Contains("--url", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_elsewhere.Requests);
    }

    [Fact]
    public async Task A_circle_ends()
    {
        _portal.Otherwise = context =>
        {
            context.Response.Redirect("/api/v1/me");
            context.Response.Close();
            return Task.CompletedTask;
        };
        using var client = _portal.Client();

        var failure = await Assert.ThrowsAsync<PortalException>(() =>
            client.Access.MeAsync(CancellationToken.None)
        );

        Assert.Contains("circles", failure.Message, StringComparison.Ordinal);
        Assert.Equal(6, _portal.Requests.Count);
    }

    [Fact]
    public async Task Files_are_asked_for_without_the_token()
    {
        _portal.Then(context => FakePortal.BytesAsync(context, "sums"u8.ToArray(), "text/plain"));
        using var client = _portal.Client(Token);

        var bytes = await client.Downloads.ReadAsync(
            "guest-tools",
            "1.0",
            "SHA256SUMS",
            CancellationToken.None
        );

        Assert.Equal("sums"u8.ToArray(), bytes);
        var request = Assert.Single(_portal.Requests);
        Assert.Equal("/download/guest-tools/1.0/SHA256SUMS", request.Url);
        Assert.Null(request.Headers["Authorization"]);
    }

    private void Redirect(int status, string location) =>
        _portal.Then(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers["Location"] = location;
            context.Response.Close();
            return Task.CompletedTask;
        });
}
