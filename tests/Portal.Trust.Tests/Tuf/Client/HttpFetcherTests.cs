using System.Net;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tests.Tuf.Client;

/// <summary>What other repositories are asked for is what other clients ask them for.</summary>
public sealed class HttpFetcherTests
{
    [Theory]
    [InlineData("stable.guest-tools", "17.stable.guest-tools.json")]
    [InlineData("?", "17.%3F.json")]
    [InlineData("#", "17.%23.json")]
    [InlineData("/role", "17.%2Frole.json")]
    [InlineData("../role", "17...%2Frole.json")]
    [InlineData("50%", "17.50%25.json")]
    public async Task A_roles_name_is_encoded_once(string role, string asked)
    {
        using var server = new Asked();
        using var http = new HttpClient(server);
        var metadata = HttpFetcher.OfMetadata(http, new Uri("http://repository/metadata"));

        await metadata.OpenAsync(RoleName.ToFile(role, version: 17), default);

        Assert.Equal($"http://repository/metadata/{asked}", server.Address);
    }

    [Theory]
    [InlineData("stable/tools/1.iso", "stable/tools/1.iso")]
    [InlineData("a b/50%.iso", "a%20b/50%25.iso")]
    [InlineData("what?#.iso", "what%3F%23.iso")]
    public async Task A_targets_path_is_encoded_segment_by_segment(string path, string asked)
    {
        using var server = new Asked();
        using var http = new HttpClient(server);
        var targets = HttpFetcher.OfTargets(http, new Uri("http://repository/targets/"));

        await targets.OpenAsync(path, default);

        Assert.Equal($"http://repository/targets/{asked}", server.Address);
    }

    /// <summary>Has nothing, and remembers what it was asked for, as it stands in the request.</summary>
    private sealed class Asked : HttpMessageHandler
    {
        public string? Address { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            Address = request.RequestUri!.AbsoluteUri;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
        }
    }
}
