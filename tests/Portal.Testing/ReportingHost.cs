using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Portal.Protocol;
using Portal.Protocol.Hosts;

namespace Portal.Testing;

/// <summary>A host with a key of its own, in front of a portal's API.</summary>
public sealed class ReportingHost(string product = "tools", string channel = "stable") : IDisposable
{
    public string Id { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public ECDsa Key { get; } = HostSignature.NewKey();

    public void Dispose() => Key.Dispose();

    public Task<HttpResponseMessage> EnrollAsync(HttpClient client, string token) =>
        SendAsync(
            client,
            "/api/v1/hosts/enroll",
            HostSignature.Enroll,
            Json(new EnrollWire(token, Id, product, channel, HostSignature.Write(Key)))
        );

    public ReportWire Holding(string? version, Digest? sha256, DateTimeOffset time) =>
        new(Guid.CreateVersion7(), Id, product, channel, "1.0.0", time, version, sha256);

    public Task<HttpResponseMessage> ReportAsync(HttpClient client, ReportWire report) =>
        ReportAsync(client, Json(report));

    /// <summary>Signs and sends whatever bytes.</summary>
    public Task<HttpResponseMessage> ReportAsync(HttpClient client, byte[] body) =>
        SendAsync(client, "/api/v1/reports", HostSignature.Report, body);

    private static byte[] Json<T>(T wire) =>
        JsonSerializer.SerializeToUtf8Bytes(wire, ProtocolJson.Strict);

    private async Task<HttpResponseMessage> SendAsync(
        HttpClient client,
        string path,
        string purpose,
        byte[] body
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(HostSignature.HostHeader, Id);
        request.Headers.Add(HostSignature.SignatureHeader, HostSignature.Sign(Key, purpose, body));
        return await client.SendAsync(request);
    }
}
