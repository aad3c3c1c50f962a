using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Portal.Data;
using Portal.Testing;

namespace Portal.Shell;

public sealed class TelemetryTests
{
    [Fact]
    public async Task A_collector_sees_the_portals_own_metrics_and_the_servers()
    {
        using var collector = new OtlpReceiver();
        using var folder = new TestFolder();
        await using var database = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var portal = await PortalProcess.StartAsync(
            folder["data"],
            database.Target,
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
                ["Jobs__SweepInterval"] = "00:00:00.2",
            }
        );
        using var client = portal.Admin();
        var length = await ReleaseAsync(client);
        using (var broken = new HttpRequestMessage(HttpMethod.Get, "api/v1/tokens"))
        {
            broken.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "gtp_wrong");
            using var refused = await client.SendAsync(broken);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        var iso = await client.GetByteArrayAsync("download/tools/1.0/tools-1.0.iso");
        string[] expected =
        [
            "portal.job.duration",
            "portal.job.queue.age",
            "portal.job.queue.length",
            "portal.image.assembly.duration",
            "portal.upload.bytes",
            "portal.download.bytes",
            "portal.blob.store.bytes",
            "portal.blob.store.free",
            "portal.signin.failures",
            "http.server.request.duration",
            "kestrel.active_connections",
            "dotnet.process.memory.working_set",
        ];
        await Until.TrueAsync(
            () => expected.All(collector.Metrics.ContainsKey),
            $"all of {string.Join(' ', expected)}; there are {string.Join(' ', collector.Metrics.Keys.Order())}"
        );
        await Until.TrueAsync(
            () => collector.Metrics["portal.download.bytes"] >= iso.Length,
            "the bytes of the image"
        );
        Assert.Equal(length, collector.Metrics["portal.upload.bytes"]);
        Assert.Equal(1, collector.Metrics["portal.signin.failures"]);
        Assert.True(collector.Metrics["portal.job.duration"] > 0);
        Assert.True(collector.Metrics["portal.blob.store.free"] > 1_000_000);
        await Until.TrueAsync(() => collector.Spans.Contains("assemble"), "a span of the job");
        // By method and route in the program; a test host may have chosen its names before this portal began.
        Assert.Contains(
            collector.Spans,
            s =>
                s.StartsWith("PUT /api/v1/components", StringComparison.Ordinal)
                || s.EndsWith("HttpRequestIn", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Without_a_collector_nothing_listens_and_nothing_is_registered()
    {
        await using var portal = await TestPortal.StartAsync();
        Assert.DoesNotContain(portal.Get<IEnumerable<IHostedService>>(), s => s is Telemetry);
        var content = new MemoryStream();
        using var metrics = new Images.ImageMetrics();
        Assert.Same(content, metrics.Measure(content, "tools"));
    }

    private static async Task<long> ReleaseAsync(HttpClient client)
    {
        await PostAsync(client, "projects", """{"name": "tests", "title": "Tests"}""");
        using var component = new SampleComponent("agent", "1.0");
        var archive = component.TarGz();
        using (var body = new StreamContent(File.OpenRead(archive)))
        {
            using var put = await client.PutAsync(
                "api/v1/components/agent/versions/1.0?project=tests",
                body
            );
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        }

        await PostAsync(
            client,
            "products",
            """{"name": "tools", "title": "Tools", "components": [{"name": "agent"}]}"""
        );
        await PostAsync(client, "products/tools/releases", """{"version": "1.0"}""");
        await Until.TrueAsync(
            () =>
                client
                    .GetFromJsonAsync<JsonElement>("api/v1/products/tools/releases/1.0")
                    .Result.GetProperty("state")
                    .GetString() == "ready",
            "a ready release"
        );
        return new FileInfo(archive).Length;
    }

    private static async Task PostAsync(HttpClient client, string path, string json)
    {
        using var body = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        using var answer = await client.PostAsync($"api/v1/{path}", body);
        Assert.True(
            answer.IsSuccessStatusCode,
            $"{path}: {await answer.Content.ReadAsStringAsync()}"
        );
    }
}
