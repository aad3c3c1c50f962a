using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Portal.Protocol.Uploads;
using Portal.Shell;

namespace Portal.Uploads;

/// <summary>Requests by tus as a client writes them.</summary>
internal static class TusCalls
{
    public const string Api = "/api/v1/uploads";

    public static HttpRequestMessage Tus(
        HttpMethod method,
        string path,
        params (string Name, string Value)[] headers
    )
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    public static string Metadata(params (string Key, string Value)[] pairs) =>
        string.Join(
            ',',
            pairs.Select(p => $"{p.Key} {Convert.ToBase64String(Encoding.UTF8.GetBytes(p.Value))}")
        );

    public static Task<HttpResponseMessage> CreateAsync(
        this HttpClient client,
        long length,
        string metadata,
        byte[]? body = null,
        params (string, string)[] headers
    )
    {
        var request = Tus(
            HttpMethod.Post,
            Api,
            [("Upload-Length", Text(length)), ("Upload-Metadata", metadata), .. headers]
        );
        if (body is not null)
        {
            request.Content = Bytes(body);
        }

        return client.SendAsync(request);
    }

    /// <summary>Creates it, which succeeds; gives its path.</summary>
    public static async Task<string> BeginAsync(
        this HttpClient client,
        long length,
        string metadata
    )
    {
        var made = await client.CreateAsync(length, metadata);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.NotNull(made.Header("Upload-Expires"));
        return made.Headers.Location!.OriginalString;
    }

    public static Task<HttpResponseMessage> SendAsync(
        this HttpClient client,
        string path,
        long offset,
        byte[] bytes,
        params (string, string)[] headers
    )
    {
        var request = Tus(HttpMethod.Patch, path, [("Upload-Offset", Text(offset)), .. headers]);
        request.Content = Bytes(bytes);
        return client.SendAsync(request);
    }

    public static async Task<long> OffsetAsync(this HttpClient client, string path)
    {
        var head = await client.SendAsync(Tus(HttpMethod.Head, path));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal("no-store", head.Headers.CacheControl!.ToString());
        return long.Parse(head.Header("Upload-Offset")!, CultureInfo.InvariantCulture);
    }

    public static async Task<UploadWire> OutcomeAsync(this HttpClient client, string path)
    {
        while (true)
        {
            var wire = await (await client.GetAsync(path + "?wait=20")).ReadAsync<UploadWire>();
            if (UploadStates.IsFinal(wire.State))
            {
                return wire;
            }

            Assert.Equal(UploadStates.Publishing, wire.State);
        }
    }

    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values)
        || response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(',', values)
            : null;

    public static (string, string) Checksum(byte[] bytes) =>
        ("Upload-Checksum", $"sha256 {Convert.ToBase64String(SHA256.HashData(bytes))}");

    public static ByteArrayContent Bytes(
        byte[] bytes,
        string type = "application/offset+octet-stream"
    )
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
