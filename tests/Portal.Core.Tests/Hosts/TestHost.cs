using System.Security.Cryptography;
using System.Text.Json;
using Portal.Channels;
using Portal.Problems;
using Portal.Protocol;
using Portal.Protocol.Hosts;
using Portal.Testing;

namespace Portal.Hosts;

/// <summary>A host with a key of its own, as gtp makes one, in front of Core's services.</summary>
internal sealed class TestHost(ChannelShelf shelf) : IDisposable
{
    public string Id { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public ECDsa Key { get; } = HostSignature.NewKey();

    public void Dispose() => Key.Dispose();

    /// <param name="by">The key that signs; null: its own.</param>
    public async Task<Result<Enrollment>> EnrollAsync(
        string token,
        string product = "tools",
        string channel = "stable",
        ECDsa? by = null
    )
    {
        var wire = new EnrollWire(token, Id, product, channel, HostSignature.Write(Key));
        var body = JsonSerializer.SerializeToUtf8Bytes(wire, ProtocolJson.Strict);
        return await shelf
            .Core.Get<HostEnrollment>()
            .EnrollAsync(
                wire,
                body,
                HostSignature.Sign(by ?? Key, HostSignature.Enroll, body),
                default
            );
    }

    /// <summary>That a release of the product is installed, at the clock's time.</summary>
    public ReportWire Holding(string? version, string channel = "stable") =>
        new(
            Guid.CreateVersion7(),
            Id,
            "tools",
            channel,
            "1.0.0",
            shelf.Core.Clock.GetUtcNow(),
            version,
            version is null ? null : Shelf.ImageOf("tools", version)
        );

    public async Task<Result<bool>> SendAsync(ReportWire report, ECDsa? by = null)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(report, ProtocolJson.Strict);
        var reports = shelf.Core.Get<HostReports>();
        var known = await reports.AuthenticateAsync(
            Id,
            body,
            HostSignature.Sign(by ?? Key, HostSignature.Report, body),
            default
        );
        return known.TryGet(out var host, out var error)
            ? await reports.TakeAsync(host, report, default)
            : error;
    }
}
