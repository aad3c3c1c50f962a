using System.Net;
using System.Net.Http.Headers;
using Portal.Data;

namespace Portal.EndToEnd;

/// <summary>Downloads as curl, wget and caches ask for them.</summary>
public sealed class DownloadTests : IAsyncLifetime
{
    private const string Iso = "/download/tools/1.0/tools-1.0.iso";

    private Site _site = null!;
    private byte[] _whole = [];

    public async Task InitializeAsync()
    {
        _site = await Site.StartAsync(DatabaseProvider.Sqlite);
        var source = Upstream.Write(
            _site.Folder.Path,
            "agent",
            "1.0",
            new Dictionary<string, byte[]> { ["agent.bin"] = Upstream.Noise(1, 3_000_000) }
        );
        await _site.Http.CreateProjectAsync("tests");
        await Upstream.PublishAsync(_site.Http, source, "agent", "1.0", "tests");
        await _site.Http.CreateProductAsync("tools", "agent");
        await _site.Http.CreateReleaseAsync("tools", "1.0");
        await _site.Http.WaitReadyAsync("tools", "1.0");
        _whole = await _site.Http.GetByteArrayAsync(Iso);
    }

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task Curl_goes_on_where_a_download_broke_off()
    {
        var file = _site.Folder["part.iso"];
        await File.WriteAllBytesAsync(file, _whole[..1_234_567]);
        await Tool.RunAsync("curl", "-fsS", "-C", "-", "-o", file, _site.Portal.Url + Iso);
        Assert.Equal(_whole, await File.ReadAllBytesAsync(file));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(32_767, 32_769)]
    [InlineData(1_000_000, 2_500_000)]
    public async Task A_range_is_answered_with_exactly_these_bytes(long from, long to)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Iso);
        request.Headers.Range = new RangeHeaderValue(from, to);
        using var answer = await _site.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(_whole[(int)from..(int)(to + 1)], await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(_whole.Length, answer.Content.Headers.ContentRange!.Length);
    }

    [Fact]
    public async Task A_range_beyond_the_end_is_416()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Iso);
        request.Headers.Range = new RangeHeaderValue(_whole.Length, null);
        using var answer = await _site.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, answer.StatusCode);
    }

    [Fact]
    public async Task Head_tells_length_and_tag_and_the_tag_saves_the_next_download()
    {
        using var head = await _site.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, Iso));
        Assert.Equal(_whole.Length, head.Content.Headers.ContentLength);
        var release = await _site.Http.ReadReleaseAsync("tools", "1.0");
        Assert.Equal($"\"{release.Image!.Sha256}\"", head.Headers.ETag!.Tag);

        using var request = new HttpRequestMessage(HttpMethod.Get, Iso);
        request.Headers.IfNoneMatch.Add(head.Headers.ETag);
        using var answer = await _site.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
    }

    [Fact]
    public async Task A_range_of_something_else_by_its_tag_gives_the_whole()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Iso);
        request.Headers.Range = new RangeHeaderValue(0, 10);
        request.Headers.IfRange = new RangeConditionHeaderValue(
            new EntityTagHeaderValue("\"another\"")
        );
        using var answer = await _site.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(_whole.Length, (await answer.Content.ReadAsByteArrayAsync()).Length);
    }

    [Fact]
    public async Task Events_tell_a_release_until_it_is_ready()
    {
        await _site.Http.CreateReleaseAsync("tools", "2.0");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var events = await _site.Http.GetStringAsync(
            "/api/v1/products/tools/releases/2.0/events",
            limit.Token
        );
        Assert.Contains("\"state\":\"ready\"", events, StringComparison.Ordinal);
        Assert.Contains("\nid: ", events, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_withdrawn_release_stays_with_a_warning_and_a_removed_one_is_gone()
    {
        await _site.Http.CreateReleaseAsync("tools", "3.0");
        await _site.Http.WaitReadyAsync("tools", "3.0");
        await PostAsync("withdraw", "{\"reason\":\"broken\"}");
        var release = await _site.Http.ReadReleaseAsync("tools", "3.0");
        Assert.Contains("broken", release.Warnings[0], StringComparison.Ordinal);
        using (var stays = await _site.Http.GetAsync("/download/tools/3.0/tools-3.0.iso"))
        {
            Assert.Equal(HttpStatusCode.OK, stays.StatusCode);
        }

        await PostAsync("withdraw", "{\"reason\":\"malware\",\"remove\":true}");
        using var gone = await _site.Http.GetAsync("/download/tools/3.0/tools-3.0.iso");
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);

        async Task PostAsync(string verb, string body)
        {
            using var content = new StringContent(
                body,
                System.Text.Encoding.UTF8,
                "application/json"
            );
            using var answer = await _site.Http.PostAsync(
                $"/api/v1/products/tools/releases/3.0/{verb}",
                content
            );
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }
}
