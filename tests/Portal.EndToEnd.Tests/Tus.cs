using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Portal.EndToEnd;

/// <summary>Resumable uploads by plain HTTP.</summary>
internal static class Tus
{
    public static async Task<string> CreateAsync(HttpClient http, long length, string project)
    {
        using var request = Request(HttpMethod.Post, "/api/v1/uploads");
        request.Headers.Add("Upload-Length", Text(length));
        request.Headers.Add(
            "Upload-Metadata",
            $"project {Convert.ToBase64String(Encoding.UTF8.GetBytes(project))}"
        );
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return answer.Headers.Location!.OriginalString;
    }

    public static async Task<long> OffsetAsync(HttpClient http, string path)
    {
        using var request = Request(HttpMethod.Head, path);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return long.Parse(
            answer.Headers.GetValues("Upload-Offset").Single(),
            CultureInfo.InvariantCulture
        );
    }

    public static async Task<HttpResponseMessage> SendAsync(
        HttpClient http,
        string path,
        long offset,
        ReadOnlyMemory<byte> bytes,
        bool withChecksum
    )
    {
        using var request = Request(HttpMethod.Patch, path);
        request.Headers.Add("Upload-Offset", Text(offset));
        if (withChecksum)
        {
            var hash = Convert.ToBase64String(SHA256.HashData(bytes.Span));
            request.Headers.Add("Upload-Checksum", $"sha256 {hash}");
        }

        request.Content = new ReadOnlyMemoryContent(bytes);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(
            "application/offset+octet-stream"
        );
        return await http.SendAsync(request);
    }

    /// <summary>What became of it; not forgotten to be disposed.</summary>
    public static async Task<JsonDocument> OutcomeAsync(HttpClient http, string path)
    {
        for (var i = 0; i < 20; i++)
        {
            var upload = JsonDocument.Parse(await http.GetStringAsync($"{path}?wait=10"));
            if (
                upload.RootElement.GetProperty("state").GetString()
                is not ("publishing" or "receiving")
            )
            {
                return upload;
            }

            upload.Dispose();
        }

        throw new TimeoutException($"Nothing becomes of {path}.");
    }

    private static HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        return request;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
