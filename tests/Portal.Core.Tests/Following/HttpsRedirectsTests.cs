using System.Net;

namespace Portal.Following;

public sealed class HttpsRedirectsTests
{
    [Theory]
    [InlineData("https://b.example/file", "b.example")]
    [InlineData("/elsewhere", "a.example")]
    public async Task A_redirect_to_https_is_followed(string location, string host)
    {
        using var http = new FollowingHttp(new Redirecting(location, times: 1));

        using var answer = await http.Client.GetAsync(new Uri("https://a.example/file"));

        Assert.Equal(host, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("http://b.example/file", 1)]
    [InlineData("file:///etc/passwd", 1)]
    [InlineData("https://a.example/file", 100)]
    public async Task Any_other_and_one_without_end_is_not(string location, int times)
    {
        using var http = new FollowingHttp(new Redirecting(location, times));

        await Assert.ThrowsAsync<HttpRequestException>(() =>
            http.Client.GetAsync(new Uri("https://a.example/file"))
        );
    }

    /// <summary>Answers with the host that was asked, after so many redirects.</summary>
    private sealed class Redirecting(string location, int times) : HttpMessageHandler
    {
        private int _left = times;

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var answer = new HttpResponseMessage(
                _left-- > 0 ? HttpStatusCode.Found : HttpStatusCode.OK
            )
            {
                Content = new StringContent(request.RequestUri!.Host),
            };
            answer.Headers.Location = new Uri(location, UriKind.RelativeOrAbsolute);
            return Task.FromResult(answer);
        }
    }
}
