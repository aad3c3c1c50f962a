using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Protocol;
using Portal.Protocol.Products;
using Portal.Protocol.Projects;
using Portal.Protocol.Releases;

namespace Portal.EndToEnd;

/// <summary>The API by plain HTTP, in the few steps that tests need.</summary>
internal static class PortalApi
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static async Task CreateProjectAsync(this HttpClient http, string name) =>
        await PostAsync(http, "/api/v1/projects", new ProjectCreateWire(name, name));

    public static async Task CreateProductAsync(
        this HttpClient http,
        string name,
        params string[] components
    ) =>
        await PostAsync(
            http,
            "/api/v1/products",
            new ProductCreateWire(
                name,
                name,
                [.. components.Select(c => new RecipeComponentWire(c))]
            )
        );

    public static async Task CreateReleaseAsync(
        this HttpClient http,
        string product,
        string version
    ) =>
        await PostAsync(
            http,
            $"/api/v1/products/{product}/releases",
            new ReleaseCreateWire(version)
        );

    public static async Task<ReleaseWire> ReadReleaseAsync(
        this HttpClient http,
        string product,
        string version
    ) =>
        (
            await http.GetFromJsonAsync(
                $"/api/v1/products/{product}/releases/{version}",
                ProtocolJson.Default.ReleaseWire
            )
        )!;

    /// <summary>Waits until the release is ready; any other end fails the test.</summary>
    public static async Task<ReleaseWire> WaitReadyAsync(
        this HttpClient http,
        string product,
        string version
    )
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var release = await http.ReadReleaseAsync(product, version);
            if (release.State == ReleaseStates.Ready)
            {
                return release;
            }

            Assert.False(ReleaseStates.IsFinal(release.State), $"{release.State}: {release.Error}");
            Assert.True(
                waited.Elapsed < Limit,
                $"Still {release.State} after {Limit}: {release.Error}"
            );
            await Task.Delay(50);
        }
    }

    public static async Task DownloadAsync(this HttpClient http, string path, string file)
    {
        using var answer = await http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode}");
        await using var target = File.Create(file);
        await answer.Content.CopyToAsync(target);
    }

    private static async Task PostAsync<T>(HttpClient http, string path, T body)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(body, typeof(T), ProtocolJson.Default);
        using var content = new ByteArrayContent(json);
        content.Headers.ContentType = new("application/json");
        using var answer = await http.PostAsync(path, content);
        Assert.True(
            answer.IsSuccessStatusCode,
            $"POST {path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync()}"
        );
    }
}
