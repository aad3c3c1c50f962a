using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Data;
using Portal.Jobs;
using Portal.Releases;
using Portal.Testing;

namespace Portal.EndToEnd.Browser;

/// <summary>The page of a release that is being made, when its stream cannot be had.</summary>
[Trait("Speed", "Slow")]
public sealed class LivePageTests(Chromium browser) : IClassFixture<Chromium>
{
    public enum Stream
    {
        Open,
        OpenedLate,
        Refused,
    }

    [Theory]
    [InlineData(Stream.Open)]
    [InlineData(Stream.OpenedLate)]
    [InlineData(Stream.Refused)]
    public async Task A_page_goes_on_by_its_stream_or_where_that_cannot_be_had_by_being_loaded_anew(
        Stream stream
    )
    {
        await using var portal = await TestPortal.StartAsync(
            DatabaseProvider.Sqlite,
            new(new Dictionary<string, string> { ["Jobs:Enabled"] = "false" })
        );
        await MakeReleaseAsync(portal);
        await using var reader = await browser.ReaderAsync(portal.Address);
        var looked = 0;
        await reader.Page.RouteAsync(
            "**/health/live",
            route =>
            {
                looked++;
                return route.ContinueAsync();
            }
        );
        var isReady = new TaskCompletionSource();
        await reader.Page.RouteAsync(
            "**/progress",
            async route =>
            {
                if (stream == Stream.Refused)
                {
                    await route.AbortAsync();
                    return;
                }

                if (stream == Stream.OpenedLate)
                {
                    await isReady.Task;
                }

                await route.ContinueAsync();
            }
        );

        await reader.Page.GotoAsync("/products/guest-tools/releases/1");
        await reader.Page.Locator("#steps [aria-current=step]").WaitForAsync();

        var release = await portal.Get<ReleaseService>().FindAsync("guest-tools", "1", default);
        await portal
            .Services.GetServices<IWorkSource>()
            .Single(s => s.Kind == ReleaseProgress.Kind)
            .RunAsync(release!.Id, default);
        isReady.SetResult();

        await reader.Page.Locator("main").GetByText("Download and verify").WaitForAsync();
        // The page asks for that only when it has heard nothing for long.
        Assert.Equal(stream == Stream.Refused, looked > 0);
    }

    private static async Task MakeReleaseAsync(TestPortal portal)
    {
        using var agent = new SampleComponent("agent", "1");
        var admin = portal.Admin();
        await PostAsync("projects", new { name = "qemu", title = "QEMU" });
        await using (var archive = File.OpenRead(agent.Tar()))
        {
            var answer = await admin.PutAsync(
                "/api/v1/components/agent/versions/1?project=qemu",
                new StreamContent(archive)
            );
            answer.EnsureSuccessStatusCode();
        }

        await PostAsync(
            "products",
            new
            {
                name = "guest-tools",
                title = "Guest Tools",
                components = new[] { new { name = "agent", version = ">=1" } },
            }
        );
        await PostAsync("products/guest-tools/releases", new { version = "1" });

        async Task PostAsync(string path, object body) =>
            (await admin.PostAsJsonAsync($"/api/v1/{path}", body)).EnsureSuccessStatusCode();
    }
}
