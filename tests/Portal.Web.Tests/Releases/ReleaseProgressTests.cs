using System.Net;
using System.Net.ServerSentEvents;
using Microsoft.Extensions.Hosting;
using Portal.Data;
using Portal.Protocol.Releases;

namespace Portal.Releases;

/// <summary>The stream of a release's page: rendered steps, an end, a way to connect again.</summary>
public sealed class ReleaseProgressTests : IAsyncLifetime
{
    private const string Address = "/products/tools/releases/1.0/progress";

    private ReleaseSite _site = null!;

    public async Task InitializeAsync() =>
        _site = await ReleaseSite.StartAsync(DatabaseProvider.Sqlite);

    public async Task DisposeAsync() => await _site.DisposeAsync();

    [Fact]
    public async Task The_rendered_list_comes_unnamed_and_done_ends_the_stream()
    {
        var release = await _site.ReleaseAsync("1.0", wait: true);
        await using var events = await ConnectAsync(lastEventId: null);

        Assert.True(await events.MoveNextAsync());
        Assert.Equal("message", events.Current.EventType);
        Assert.StartsWith(
            "<ol class=\"steps-live\" id=\"steps\">",
            events.Current.Data,
            StringComparison.Ordinal
        );
        Assert.Contains("Wait for a worker", events.Current.Data, StringComparison.Ordinal);
        Assert.Contains(
            "<span id=\"step-said\" hx-swap-oob=\"innerHTML\">Step 2 of 5, Wait for a worker</span>",
            events.Current.Data,
            StringComparison.Ordinal
        );
        Assert.Equal("0", events.Current.EventId);

        await _site.AssembleAsync(release);
        SseItem<string> last = default;
        while (await events.MoveNextAsync())
        {
            last = events.Current;
        }

        Assert.Equal(("done", ReleaseStates.Ready), (last.EventType, last.Data));
        Assert.Equal((await _site.FindAsync("1.0")).Revision.ToString(), last.EventId);
    }

    [Fact]
    public async Task Whoever_connects_again_hears_only_what_is_new()
    {
        var release = await _site.ReleaseAsync("1.0", wait: true);
        await using var events = await ConnectAsync(release.Revision.ToString());
        var next = events.MoveNextAsync().AsTask();

        var progress = _site.Portal.Get<ReleaseProgress>();
        var attempt = await progress.BeginAsync(release.Id, default);
        await progress.EnterAsync(attempt!, ReleaseStates.Assembling, 200, default);
        await progress.ReportAsync(release.Id, ReleaseStates.Assembling, 50, 200, default);

        Assert.True(await next);
        while (!events.Current.Data.Contains("value=\"25\"", StringComparison.Ordinal))
        {
            Assert.True(
                events.Current.EventType == "open"
                    || long.Parse(events.Current.EventId!) > release.Revision
            );
            Assert.True(await events.MoveNextAsync());
        }

        Assert.Contains("aria-current=\"step\"", events.Current.Data, StringComparison.Ordinal);
        // Nobody who is not signed in sees which machine it is.
        Assert.DoesNotContain("build-2", events.Current.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_that_is_final_already_ends_at_once()
    {
        var release = await _site.ReleaseAsync("1.0");
        await using var events = await ConnectAsync(release.Revision.ToString());

        Assert.True(await events.MoveNextAsync());
        Assert.Equal("done", events.Current.EventType);
        Assert.False(await events.MoveNextAsync());
    }

    [Fact]
    public async Task A_stream_does_not_hold_up_the_portals_end()
    {
        await _site.ReleaseAsync("1.0", wait: true);
        await using var events = await ConnectAsync(lastEventId: null);
        Assert.True(await events.MoveNextAsync());

        _site.Portal.Get<IHostApplicationLifetime>().StopApplication();

        while (await events.MoveNextAsync())
        {
            Assert.NotEqual("done", events.Current.EventType);
        }
    }

    [Fact]
    public async Task A_stream_says_that_it_is_open_while_nothing_happens()
    {
        await _site.ReleaseAsync("1.0", wait: true);
        await using var events = await ConnectAsync(lastEventId: null);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("message", events.Current.EventType);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("open", events.Current.EventType);
    }

    [Fact]
    public async Task A_release_that_is_not_there_has_no_stream() =>
        Assert.Equal(HttpStatusCode.NotFound, (await _site.Anonymous.GetAsync(Address)).StatusCode);

    private async Task<IAsyncEnumerator<SseItem<string>>> ConnectAsync(string? lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address);
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var answer = await _site.Anonymous.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead
        );
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        var events = SseParser
            .Create(await answer.Content.ReadAsStreamAsync())
            .EnumerateAsync()
            .GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("open", events.Current.EventType);
        return events;
    }
}
