using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Portal.Protocol;
using Portal.Protocol.Hosts;
using Portal.Protocol.Problems;

namespace Portal.Cli.Tests.Hosts;

/// <summary>What a portal does with hosts, as far as the wire goes: it takes what is signed by the key that was enrolled.</summary>
internal sealed class ReportDesk : IDisposable
{
    public const string Token = "gtf_0123456789012345678901234567890123456789012345";

    private ECDsa? _key;

    /// <summary>Reports that were taken, byte for byte.</summary>
    public List<byte[]> Taken { get; } = [];

    public EnrollWire? Enrolled { get; private set; }

    /// <summary>Answered to every report in place of taking it; null: they are taken.</summary>
    public (HttpStatusCode Status, string Code)? Refuses { get; set; }

    /// <summary>What was asked of it: paths with the host in front.</summary>
    public List<string> Asked { get; } = [];

    public ReportWire Last =>
        JsonSerializer.Deserialize<ReportWire>(Taken[^1], ProtocolJson.Strict)!;

    public void Dispose() => _key?.Dispose();

    public HttpResponseMessage Answer(HttpRequestMessage request, byte[] body)
    {
        var answer = Decide(request, body);
        answer.RequestMessage = request;
        return answer;
    }

    private HttpResponseMessage Decide(HttpRequestMessage request, byte[] body)
    {
        Asked.Add(request.RequestUri!.Host + request.RequestUri.AbsolutePath);
        Assert.Null(request.Headers.Authorization);
        var signature = request.Headers.GetValues(HostSignature.SignatureHeader).Single();
        if (request.RequestUri.AbsolutePath.EndsWith("/hosts/enroll", StringComparison.Ordinal))
        {
            var wire = JsonSerializer.Deserialize<EnrollWire>(body, ProtocolJson.Strict)!;
            _key = HostSignature.TryRead(wire.PublicKey);
            Assert.True(HostSignature.Verify(_key!, HostSignature.Enroll, body, signature));
            if (wire.Token != Token)
            {
                return Problem(HttpStatusCode.Unauthorized, "fleet.token-refused");
            }

            Enrolled = wire;
            return Json(
                new EnrolledWire(wire.Host, wire.Product, null, TimeProvider.System.GetUtcNow()),
                HttpStatusCode.Created
            );
        }

        if (Refuses is { } refuses)
        {
            return Problem(refuses.Status, refuses.Code);
        }

        Assert.Equal(Enrolled!.Host, request.Headers.GetValues(HostSignature.HostHeader).Single());
        Assert.True(HostSignature.Verify(_key!, HostSignature.Report, body, signature));
        Taken.Add(body);
        return Json(new ReportTakenWire(Last.Id, true), HttpStatusCode.OK);
    }

    private static HttpResponseMessage Problem(HttpStatusCode status, string code) =>
        Json(
            new ProblemWire($"/errors#{code}", "Refused", (int)status, "Refused.", code),
            status,
            "application/problem+json"
        );

    private static HttpResponseMessage Json<T>(
        T body,
        HttpStatusCode status,
        string type = "application/json"
    ) =>
        new(status)
        {
            Content = new ByteArrayContent(
                JsonSerializer.SerializeToUtf8Bytes(body, ProtocolJson.Strict)
            )
            {
                Headers = { ContentType = new(type) },
            },
        };
}
