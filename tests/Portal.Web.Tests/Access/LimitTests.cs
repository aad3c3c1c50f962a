using System.Net;
using Portal.Shell;
using Portal.Testing;

namespace Portal.Access;

/// <summary>One greedy client is told to wait; the others go on.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task Whoever_asks_too_much_is_told_when_to_come_back()
    {
        await using var portal = await TightAsync();
        var client = portal.Anonymous();

        // However slow the machine is, one of many requests at once finds the bucket empty.
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(_ => client.GetAsync("/api/v1/projects"))
        );

        var refused = answers.First(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "request.too-many");
        Assert.True(refused.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await portal.Admin().GetAsync("/api/v1/me")).StatusCode);
    }

    [Fact]
    public async Task Hosts_of_one_address_poll_a_channel_without_being_held_back()
    {
        await using var portal = await TightAsync();
        var client = portal.Anonymous();

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(_ => client.GetAsync("/api/v1/products/none/channels/stable"))
        );

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.NotFound, a.StatusCode));
    }

    [Fact]
    public async Task An_address_that_guesses_is_blocked_before_its_guess_is_looked_at()
    {
        await using var portal = await TestPortal.StartAsync(
            options: new(new Dictionary<string, string> { ["Limits:FailedSignInsPerMinute"] = "3" })
        );
        for (var i = 0; i < 3; i++)
        {
            var guess = await portal.With($"guess-{i}").GetAsync("/api/v1/me");
            Assert.Equal(HttpStatusCode.Unauthorized, guess.StatusCode);
        }

        var blocked = await portal.Admin().GetAsync("/api/v1/me");

        await blocked.ProblemAsync(HttpStatusCode.TooManyRequests, "request.too-many");
        Assert.NotNull(blocked.Headers.RetryAfter);
        Assert.Equal(
            HttpStatusCode.OK,
            (await portal.Anonymous().GetAsync("/api/v1/projects")).StatusCode
        );
    }

    [Theory]
    [InlineData("127.0.0.0/8", HttpStatusCode.OK)]
    [InlineData("192.0.2.1", HttpStatusCode.TooManyRequests)]
    public async Task An_address_told_by_a_proxy_counts_only_where_that_proxy_is_named(
        string proxy,
        HttpStatusCode forAnother
    )
    {
        await using var portal = await TestPortal.StartAsync(
            options: new(
                new Dictionary<string, string>
                {
                    ["Limits:FailedSignInsPerMinute"] = "1",
                    ["Proxies:0"] = proxy,
                }
            )
        );
        var guesser = portal.With("a-guess");
        guesser.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.1");
        await guesser.GetAsync("/api/v1/me");
        var other = portal.Admin();
        other.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.2");

        Assert.Equal(
            HttpStatusCode.TooManyRequests,
            (await guesser.GetAsync("/api/v1/me")).StatusCode
        );
        Assert.Equal(forAnother, (await other.GetAsync("/api/v1/me")).StatusCode);
    }

    private static Task<TestPortal> TightAsync() =>
        TestPortal.StartAsync(
            options: new(
                new Dictionary<string, string>
                {
                    ["Limits:Burst"] = "2",
                    ["Limits:RequestsPerSecond"] = "1",
                }
            )
        );
}
