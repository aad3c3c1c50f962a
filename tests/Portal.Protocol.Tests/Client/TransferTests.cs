using System.Collections.Concurrent;
using System.Security.Cryptography;
using Portal.Protocol.Client;
using Portal.Protocol.Problems;
using Portal.Testing;

namespace Portal.Protocol.Tests.Client;

public sealed class TransferTests : IDisposable
{
    private readonly FakePortal _portal = new();

    public void Dispose() => _portal.Dispose();

    [Fact]
    public async Task An_upload_streams_with_its_digest_and_tells_how_far_it_is()
    {
        var archive = RandomNumberGenerator.GetBytes(1_000_000);
        var digest = Digest.Of(archive);
        _portal.ThenJson(
            Samples.Version("qemu-ga", "7.2", digest),
            ProtocolJson.Default.ComponentVersionWire,
            201
        );
        using var client = _portal.Client("gtp_x");
        var progress = new Recorder();

        var pushed = await client.Components.PushAsync(
            "qemu-ga",
            "7.2",
            Upload(archive, digest, project: "qemu"),
            progress,
            CancellationToken.None
        );

        Assert.True(pushed.Created);
        var request = Assert.Single(_portal.Requests);
        Assert.Equal("PUT", request.Method);
        Assert.Equal("/api/v1/components/qemu-ga/versions/7.2?project=qemu", request.Url);
        Assert.Equal("application/x-tar", request.Headers["Content-Type"]);
        Assert.Equal(
            $"sha-256=:{Convert.ToBase64String(SHA256.HashData(archive))}:",
            request.Headers["Repr-Digest"]
        );
        Assert.Equal(archive, request.Body);
        var seen = progress.Seen.ToArray();
        Assert.Equal(new TransferProgress(1_000_000, 1_000_000), seen[^1]);
        Assert.Equal(seen.OrderBy(p => p.Done), seen);
        Assert.True(seen.Length > 4);
    }

    [Fact]
    public async Task An_upload_begins_again_when_the_portal_is_busy()
    {
        var archive = RandomNumberGenerator.GetBytes(300_000);
        _portal
            .ThenStatus(503)
            .ThenJson(
                Samples.Version("a", "1", Digest.Of(archive)),
                ProtocolJson.Default.ComponentVersionWire
            );
        using var client = _portal.Client();

        var pushed = await client.Components.PushAsync(
            "a",
            "1",
            Upload(archive, null),
            null,
            CancellationToken.None
        );

        Assert.False(pushed.Created);
        Assert.Equal(2, _portal.Requests.Count);
        Assert.All(_portal.Requests, request => Assert.Equal(archive, request.Body));
    }

    [Fact]
    public async Task A_conflict_is_told()
    {
        _portal.ThenProblem(
            new ProblemWire(null, "Taken", 409, "1 is there with other content.", "taken")
        );
        using var client = _portal.Client();

        var failure = await Assert.ThrowsAsync<PortalException>(() =>
            client.Components.PushAsync(
                "a",
                "1",
                Upload([1, 2, 3], null),
                null,
                CancellationToken.None
            )
        );

        Assert.Equal(409, (int)failure.Status!);
    }

    [Fact]
    public async Task A_download_goes_on_where_it_broke_off()
    {
        var file = RandomNumberGenerator.GetBytes(200_000);
        _portal
            .ThenBreakOff(file[..90_000], file.Length, etag: "\"one\"")
            .Then(context =>
            {
                Assert.Equal("\"one\"", context.Request.Headers["If-Range"]);
                var from = int.Parse(context.Request.Headers["Range"]!["bytes=".Length..^1]);
                context.Response.Headers["ETag"] = "\"one\"";
                return FakePortal.BytesAsync(
                    context,
                    file[from..],
                    "application/octet-stream",
                    206
                );
            });
        using var client = _portal.Client();
        using var copy = new MemoryStream();
        var progress = new Recorder();

        await client.Downloads.CopyToAsync(
            "guest-tools",
            "1.0",
            "guest-tools-1.0.iso",
            copy,
            progress,
            CancellationToken.None
        );

        Assert.Equal(file, copy.ToArray());
        Assert.Equal(2, _portal.Requests.Count);
        Assert.Equal(new TransferProgress(200_000, 200_000), progress.Seen.Last());
    }

    [Fact]
    public async Task A_file_that_changed_in_between_is_not_pieced_together()
    {
        var file = RandomNumberGenerator.GetBytes(200_000);
        _portal
            .ThenBreakOff(file[..90_000], file.Length, etag: "\"one\"")
            .Then(context => FakePortal.BytesAsync(context, file, "application/octet-stream"));
        using var client = _portal.Client();
        using var copy = new MemoryStream();

        var failure = await Assert.ThrowsAsync<PortalException>(() =>
            client.Downloads.CopyToAsync("p", "1", "p-1.iso", copy, null, CancellationToken.None)
        );

        Assert.Contains("changed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_a_strong_tag_is_not_resumed()
    {
        var file = RandomNumberGenerator.GetBytes(200_000);
        _portal.ThenBreakOff(file[..90_000], file.Length, etag: "W/\"one\"");
        using var client = _portal.Client();
        using var copy = new MemoryStream();

        var failure = await Assert.ThrowsAsync<PortalException>(() =>
            client.Downloads.CopyToAsync("p", "1", "p-1.iso", copy, null, CancellationToken.None)
        );

        Assert.Equal(PortalFailure.Unreachable, failure.Failure);
        Assert.Single(_portal.Requests);
    }

    private static ComponentUpload Upload(byte[] archive, Digest? digest, string? project = null) =>
        new(() => new MemoryStream(archive), archive.Length, "application/x-tar", digest, project);

    private sealed class Recorder : IProgress<TransferProgress>
    {
        public ConcurrentQueue<TransferProgress> Seen { get; } = new();

        public void Report(TransferProgress value) => Seen.Enqueue(value);
    }
}
