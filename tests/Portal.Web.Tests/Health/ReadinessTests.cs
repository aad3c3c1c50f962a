using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Portal.Blobs;
using Portal.Data;
using Portal.Testing;

namespace Portal.Health;

public sealed class ReadinessTests
{
    [Fact]
    public async Task A_healthy_portal_is_live_and_ready_with_each_check_named()
    {
        await using var portal = await TestPortal.StartAsync();
        using var client = portal.Anonymous();
        Assert.Equal("""{"status":"live"}""", await client.GetStringAsync("health/live"));
        var (status, ready) = await AskAsync(client);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("ready", ready.GetProperty("status").GetString());
        Assert.Equal(
            ["database", "blobs", "keys", "updates"],
            ready
                .GetProperty("checks")
                .EnumerateArray()
                .Select(c => c.GetProperty("name").GetString())
        );
    }

    [Fact]
    [Trait("Database", "PostgreSql")]
    [Trait("Speed", "Slow")]
    public async Task Without_its_database_a_portal_is_live_not_ready_says_no_secret_and_recovers()
    {
        await using var server = await OwnPostgres.StartAsync();
        using var folder = new TestFolder();
        await using var portal = await PortalProcess.StartAsync(
            folder["data"],
            new DatabaseTarget(DatabaseProvider.PostgreSql, server.ConnectionString)
        );
        using var client = portal.Admin();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(client)).Status);

        await server.StopAsync();
        await Until.TrueAsync(
            () => AskAsync(client).Result.Status == HttpStatusCode.ServiceUnavailable,
            "503 without a database"
        );
        var (_, state) = await AskAsync(client);
        var text = state.ToString();
        Assert.Contains("\"unready\"", text, StringComparison.Ordinal);
        Assert.Contains("The database does not answer.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
        Assert.DoesNotContain("postgres", text, StringComparison.Ordinal);
        Assert.Equal("""{"status":"live"}""", await client.GetStringAsync("health/live"));

        await server.StartAgainAsync();
        await Until.TrueAsync(
            () => AskAsync(client).Result.Status == HttpStatusCode.OK,
            "200 with the database back"
        );
    }

    [Fact]
    public async Task A_portal_that_stops_is_not_ready()
    {
        await using var portal = await TestPortal.StartAsync();
        var readiness = portal.Get<Readiness>();
        Assert.Equal(Readiness.Ready, (await readiness.AskAsync(default)).Status);
        portal.Get<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().StopApplication();
        var state = await readiness.AskAsync(default);
        Assert.Equal(Readiness.Unready, state.Status);
        Assert.Equal("It is stopping.", Assert.Single(state.Checks).Detail);
    }

    [Fact]
    public async Task A_blob_folder_that_is_gone_is_not_ready()
    {
        await using var portal = await TestPortal.StartAsync();
        Directory.Delete(Path.Combine(portal.Data, "staging"), recursive: true);
        using var client = portal.Anonymous();
        var (status, state) = await AskAsync(client);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.DoesNotContain(portal.Data, state.ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "cannot be written",
            state.GetProperty("checks")[1].GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_full_disk_is_degraded_and_still_serves()
    {
        await using var portal = await TestPortal.StartAsync(
            options: new(Configure: b => b.Services.AddSingleton<IFreeSpace>(new NoSpace()))
        );
        using var client = portal.Anonymous();
        var (status, state) = await AskAsync(client);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("degraded", state.GetProperty("status").GetString());
    }

    private static async Task<(HttpStatusCode Status, JsonElement State)> AskAsync(
        HttpClient client
    )
    {
        using var answer = await client.GetAsync("health/ready");
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return (answer.StatusCode, document.RootElement.Clone());
    }

    private sealed class NoSpace : IFreeSpace
    {
        public long Available(string folder) => 0;
    }
}
