using System.Net;
using System.Text;
using System.Text.Json;
using Portal.Cli.Tests.Testing;
using Portal.Protocol;
using Portal.Protocol.Releases;
using Portal.Testing;

namespace Portal.Cli.Tests.Releases;

public sealed class ReleaseWaitTests : IDisposable
{
    private readonly GtpRun _gtp = new();
    private readonly FakePortal _portal = new();

    public ReleaseWaitTests()
    {
        _gtp.Environment["GTP_URL"] = _portal.Url.AbsoluteUri;
        _gtp.Environment["GTP_TOKEN"] = "gtp_x";
        _portal.ThenJson(
            Samples.Release(ReleaseStates.Queued),
            ProtocolJson.Default.ReleaseWire,
            202
        );
    }

    public void Dispose()
    {
        _gtp.Dispose();
        _portal.Dispose();
    }

    [Fact]
    public async Task Waiting_tells_each_state_and_ends_with_0_when_it_is_ready()
    {
        var image = new ReleaseImageWire(4096, Digest.Of("iso"u8));
        Events(
            Samples.Release(ReleaseStates.Signing),
            Samples.Release(ReleaseStates.Assembling, 1, 2),
            Samples.Release(ReleaseStates.Assembling, 2, 2)
        );
        Events(Samples.Release(ReleaseStates.Ready, image: image));

        var answer = await CreateAsync("--wait", "--pin", "qemu-guest-agent=7.2");

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(
            "guest-tools 1.0: signing\nguest-tools 1.0: assembling\nguest-tools 1.0: ready\n",
            answer.Error
        );
        Assert.Contains(image.Sha256.Hex, answer.Out, StringComparison.Ordinal);
        Assert.Equal(
            """{"version":"1.0","components":[{"name":"qemu-guest-agent","version":"7.2"}]}""",
            Encoding.UTF8.GetString(_portal.Requests.First().Body)
        );
    }

    [Fact]
    public async Task Waiting_ends_with_1_when_it_failed()
    {
        Events(Samples.Release(ReleaseStates.Failed, error: "The disk is full."));

        var answer = await CreateAsync("--wait");

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("The disk is full.", answer.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_the_last_state_is_the_only_document()
    {
        Events(Samples.Release(ReleaseStates.Signing), Samples.Release(ReleaseStates.Failed));

        var answer = await CreateAsync("--wait", "--json");

        Assert.Equal(1, answer.ExitCode);
        Assert.Equal("failed", answer.Json.GetProperty("state").GetString());
        Assert.Equal("", answer.Error);
    }

    [Fact]
    public async Task Without_waiting_it_ends_at_once()
    {
        var answer = await CreateAsync();

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("queued", answer.Out, StringComparison.Ordinal);
        Assert.Single(_portal.Requests);
    }

    private Task<GtpAnswer> CreateAsync(params string[] options) =>
        _gtp.RunAsync(["release", "create", "guest-tools", "1.0", .. options]);

    private void Events(params ReleaseWire[] releases) =>
        _portal.Then(
            async (HttpListenerContext context) =>
            {
                context.Response.ContentType = "text/event-stream";
                foreach (var release in releases)
                {
                    var json = JsonSerializer.Serialize(release, ProtocolJson.Default.ReleaseWire);
                    await context.Response.OutputStream.WriteAsync(
                        Encoding.UTF8.GetBytes($"data: {json}\n\n")
                    );
                }

                context.Response.Close();
            }
        );
}
