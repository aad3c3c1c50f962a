using Portal.Testing;

namespace Portal.EndToEnd;

/// <summary>A real nginx that serves a mirror's tree by the example configuration, and nothing else.</summary>
internal sealed class MirrorServer : IAsyncDisposable
{
    private readonly NginxProcess _nginx;

    private MirrorServer(NginxProcess nginx, string url)
    {
        _nginx = nginx;
        Url = url;
    }

    public string Url { get; }

    public static async Task<MirrorServer> StartAsync(TestFolder folder, string tree)
    {
        var port = PortalProcess.FreePort();
        var servers = await NginxProcess.ExampleAsync(
            "examples/nginx/guest-tools-mirror.conf",
            ("listen 80;", $"listen 127.0.0.1:{port};"),
            ("root /srv/guest-tools;", $"root {tree};")
        );
        var prefix = Directory.CreateDirectory(folder["nginx"]).FullName;
        return new(
            await NginxProcess.StartAsync(prefix, servers, port),
            $"http://127.0.0.1:{port}"
        );
    }

    public ValueTask DisposeAsync() => _nginx.DisposeAsync();
}
