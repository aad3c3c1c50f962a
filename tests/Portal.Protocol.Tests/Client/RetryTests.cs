using System.Net;
using Portal.Protocol.Client;
using Portal.Protocol.Problems;
using Portal.Protocol.Projects;
using Portal.Testing;

namespace Portal.Protocol.Tests.Client;

public sealed class RetryTests : IDisposable
{
    private readonly FakePortal _portal = new();
    private readonly HastyTime _time = new();

    public void Dispose() => _portal.Dispose();

    [Theory]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_read_is_tried_again_when_the_portal_is_busy(int status)
    {
        _portal
            .ThenStatus(status)
            .ThenStatus(status)
            .ThenJson(Samples.Me(), ProtocolJson.Default.MeWire);
        using var client = _portal.Client(time: _time);

        var me = await client.Access.MeAsync(CancellationToken.None);

        Assert.Equal("ada", me.Name);
        Assert.Equal(3, _portal.Requests.Count);
    }

    [Fact]
    public async Task Waits_grow_and_have_an_upper_bound()
    {
        for (var i = 0; i < 10; i++)
        {
            _portal.ThenStatus(503);
        }

        _portal.ThenJson(Samples.Me(), ProtocolJson.Default.MeWire);
        using var client = _portal.Client(time: _time, retries: 10);

        await client.Access.MeAsync(CancellationToken.None);

        var waits = _time.Waits.ToArray();
        Assert.Equal(10, waits.Length);
        for (var i = 0; i < waits.Length; i++)
        {
            var full = Math.Min(8000, 250 * Math.Pow(2, i));
            Assert.InRange(waits[i].TotalMilliseconds, full / 2, full);
        }
    }

    [Fact]
    public async Task Retry_after_in_seconds_is_honoured()
    {
        _portal
            .ThenStatus(503, retryAfter: "17")
            .ThenJson(Samples.Me(), ProtocolJson.Default.MeWire);
        using var client = _portal.Client(time: _time);

        await client.Access.MeAsync(CancellationToken.None);

        Assert.Equal(TimeSpan.FromSeconds(17), Assert.Single(_time.Waits));
    }

    [Fact]
    public async Task Retry_after_as_a_date_is_honoured()
    {
        _portal
            .ThenStatus(429, retryAfter: _time.Now.AddSeconds(9).ToString("R"))
            .ThenJson(Samples.Me(), ProtocolJson.Default.MeWire);
        using var client = _portal.Client(time: _time);

        await client.Access.MeAsync(CancellationToken.None);

        Assert.Equal(TimeSpan.FromSeconds(9), Assert.Single(_time.Waits));
    }

    [Fact]
    public async Task A_wait_that_is_too_long_is_reported_instead()
    {
        _portal.ThenStatus(503, retryAfter: "3600");
        using var client = _portal.Client(time: _time);

        var failure = await Assert.ThrowsAsync<PortalException>(() =>
            client.Access.MeAsync(CancellationToken.None)
        );

        Assert.Equal(HttpStatusCode.ServiceUnavailable, failure.Status);
        Assert.Single(_portal.Requests);
    }

    [Fact]
    public async Task A_change_that_is_not_repeatable_is_sent_once()
    {
        _portal.ThenStatus(503);
        using var client = _portal.Client(time: _time);

        await Assert.ThrowsAsync<PortalException>(() =>
            client.Projects.CreateAsync(
                new ProjectCreateWire("qemu", "QEMU"),
                CancellationToken.None
            )
        );

        Assert.Single(_portal.Requests);
    }

    [Fact]
    public async Task A_problem_is_not_tried_again()
    {
        _portal.ThenProblem(new ProblemWire(null, "Broken", 500, "It broke.", "internal"));
        using var client = _portal.Client(time: _time);

        var failure = await Assert.ThrowsAsync<PortalException>(() =>
            client.Access.MeAsync(CancellationToken.None)
        );

        Assert.Equal("It broke.", failure.Message);
        Assert.Single(_portal.Requests);
    }

    [Fact]
    public async Task A_broken_connection_is_tried_again_as_often_as_allowed()
    {
        for (var i = 0; i < 5; i++)
        {
            _portal.ThenBreakOff("{"u8.ToArray());
        }

        using var client = _portal.Client(time: _time, retries: 2);

        var failure = await Assert.ThrowsAsync<PortalException>(() =>
            client.Access.MeAsync(CancellationToken.None)
        );

        Assert.Equal(PortalFailure.Unreachable, failure.Failure);
        Assert.Equal(2, _time.Waits.Count);
        Assert.Equal(3, _portal.Requests.Count);
    }

    [Fact]
    public async Task A_cancelled_wait_ends_at_once()
    {
        using var cancellation = new CancellationTokenSource();
        _portal.Then(async context =>
        {
            await cancellation.CancelAsync();
            await FakePortal.TextAsync(context, "busy", "text/plain", 503);
        });
        using var client = _portal.Client(time: _time);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            client.Access.MeAsync(cancellation.Token)
        );
    }
}
