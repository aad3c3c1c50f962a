using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Portal.Protocol;
using Portal.Protocol.Problems;

namespace Portal.Shell;

/// <summary>Short forms for what every web test does.</summary>
internal static class Http
{
    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    public static async Task<T> ReadAsync<T>(this HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {text}");
        return JsonSerializer.Deserialize<T>(text, ProtocolJson.Strict)!;
    }

    /// <summary>The problem document, after a check of what all of them have in common.</summary>
    public static async Task<ProblemWire> ProblemAsync(
        this HttpResponseMessage response,
        HttpStatusCode status,
        string code
    )
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<ProblemWire>(text, ProtocolJson.Strict)!;
        Assert.Equal(code, problem.Code);
        Assert.Equal($"/errors#{code}", problem.Type);
        Assert.Equal((int)status, problem.Status);
        Assert.NotNull(problem.Title);
        Assert.Matches("^[0-9a-f]{32}$", problem.TraceId);
        return problem;
    }

    public static Task<HttpResponseMessage> PostAsync<T>(
        this HttpClient client,
        string path,
        T wire
    ) => client.PostAsJsonAsync(path, wire, ProtocolJson.Strict);

    public static Task<HttpResponseMessage> PutAsync<T>(
        this HttpClient client,
        string path,
        T wire
    ) => client.PutAsJsonAsync(path, wire, ProtocolJson.Strict);
}
