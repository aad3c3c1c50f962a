using System.Data.Common;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Portal.Products;
using Portal.Testing;

namespace Portal.Channels;

public sealed class PollTests
{
    [Fact]
    public async Task No_poll_asks_the_database()
    {
        var counter = new CommandCounter();
        await using var portal = await TestPortal.StartAsync(
            options: new TestPortalOptions(
                new Dictionary<string, string>
                {
                    ["Jobs:Enabled"] = "false",
                    // Once at the start, and then not within this test.
                    ["Channels:RefreshInterval"] = "00:01:00",
                },
                builder => builder.Services.AddSingleton<IInterceptor>(counter)
            )
        );
        await portal.Shelf().Product("tools").Release("tools", "1.0", 1).SaveAsync();
        await portal.Admin().MakeAsync("stable");
        await portal.Admin().PromoteAsync("stable", "1.0");
        var client = portal.Anonymous();
        var tag = await client.TagAsync("stable");
        var before = counter.Count;

        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(
                HttpStatusCode.OK,
                (await client.GetAsync($"{ChannelSite.Api}/stable")).StatusCode
            );
            using var poll = new HttpRequestMessage(HttpMethod.Get, $"{ChannelSite.Api}/stable");
            poll.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(tag));
            Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(poll)).StatusCode);
            Assert.Equal(
                HttpStatusCode.OK,
                (await client.GetAsync("/download/tools/stable/tools.pin")).StatusCode
            );
        }

        Assert.Equal(before, counter.Count);
        // The counter counts: a list of releases does ask.
        await client.GetAsync("/api/v1/products/tools/releases");
        Assert.NotEqual(before, counter.Count);
    }

    private sealed class CommandCounter : DbCommandInterceptor
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public override DbCommand CommandInitialized(
            CommandEndEventData eventData,
            DbCommand result
        )
        {
            Interlocked.Increment(ref _count);
            return result;
        }
    }
}
