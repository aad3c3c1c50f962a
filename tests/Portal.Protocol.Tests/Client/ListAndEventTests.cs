using System.Net;
using System.Text;
using System.Text.Json;
using Portal.Protocol.Client;
using Portal.Protocol.Projects;
using Portal.Protocol.Releases;
using Portal.Testing;

namespace Portal.Protocol.Tests.Client;

public sealed class ListAndEventTests : IDisposable
{
    private readonly FakePortal _portal = new();

    public void Dispose() => _portal.Dispose();

    [Fact]
    public async Task A_list_is_read_to_its_last_page()
    {
        _portal
            .ThenJson(Page(["a", "b"], "n e/xt"), ProtocolJson.Default.PageWireProjectWire)
            .ThenJson(Page(["c"], null), ProtocolJson.Default.PageWireProjectWire);
        using var client = _portal.Client();

        var names = await client.Projects.ListAsync().Select(p => p.Name).ToListAsync();

        Assert.Equal(["a", "b", "c"], names);
        Assert.Equal(
            ["/api/v1/projects?limit=200", "/api/v1/projects?cursor=n%20e%2Fxt&limit=200"],
            _portal.Requests.Select(r => r.Url)
        );
    }

    [Fact]
    public async Task A_list_that_does_not_advance_ends_in_an_error()
    {
        _portal.Otherwise = context =>
            FakePortal.JsonAsync(
                context,
                Page(["a"], "same"),
                ProtocolJson.Default.PageWireProjectWire
            );
        using var client = _portal.Client();

        await Assert.ThrowsAsync<PortalException>(async () =>
            await client.Projects.ListAsync().ToListAsync()
        );
    }

    [Fact]
    public async Task Events_are_followed_over_a_broken_connection_to_the_final_state()
    {
        _portal
            .Then(context =>
                EventsAsync(
                    context,
                    abort: true,
                    (7, Samples.Release("queued")),
                    (8, Samples.Release("signing"))
                )
            )
            .ThenStatus(503)
            .Then(context => EventsAsync(context, abort: false, (9, Samples.Release("assembling"))))
            .Then(context => EventsAsync(context, abort: false, (10, Samples.Release("ready"))));
        using var client = _portal.Client();

        var states = await client
            .Releases.FollowAsync("guest-tools", "1.0")
            .Select(r => r.State)
            .ToListAsync();

        Assert.Equal(["queued", "signing", "assembling", "ready"], states);
        Assert.Equal(
            [null, "8", "8", "9"],
            _portal.Requests.Select(r => r.Headers["Last-Event-ID"])
        );
    }

    [Fact]
    public async Task A_stream_that_never_says_anything_is_given_up()
    {
        _portal.Otherwise = context => EventsAsync(context, abort: false);
        using var client = _portal.Client(retries: 3);

        var failure = await Assert.ThrowsAsync<PortalException>(async () =>
            await client.Releases.FollowAsync("guest-tools", "1.0").ToListAsync()
        );

        Assert.Equal(PortalFailure.Unreachable, failure.Failure);
        Assert.Equal(4, _portal.Requests.Count);
    }

    [Fact]
    public async Task A_missing_release_ends_the_following_at_once()
    {
        using var client = _portal.Client();

        var failure = await Assert.ThrowsAsync<PortalException>(async () =>
            await client.Releases.FollowAsync("guest-tools", "9.9").ToListAsync()
        );

        Assert.Equal(HttpStatusCode.NotFound, failure.Status);
        Assert.Single(_portal.Requests);
    }

    private static PageWire<ProjectWire> Page(string[] names, string? next) =>
        new([.. names.Select(n => new ProjectWire(n, n, Samples.Then, []))], next);

    private static async Task EventsAsync(
        HttpListenerContext context,
        bool abort,
        params (int Id, ReleaseWire Release)[] events
    )
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.SendChunked = true;
        var body = context.Response.OutputStream;
        await body.WriteAsync(": a comment keeps the connection open\n\n"u8.ToArray());
        foreach (var (id, release) in events)
        {
            var json = JsonSerializer.Serialize(release, ProtocolJson.Default.ReleaseWire);
            await body.WriteAsync(Encoding.UTF8.GetBytes($"id: {id}\ndata: {json}\n\n"));
            await body.FlushAsync();
        }

        if (abort)
        {
            context.Response.Abort();
        }
        else
        {
            context.Response.Close();
        }
    }
}
