using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Portal.Testing;

namespace Portal.EndToEnd;

/// <summary>A real nginx that serves a mirror's tree by the example configuration, and nothing else.</summary>
internal sealed class MirrorServer : IAsyncDisposable
{
    private const string Example = "examples/nginx/guest-tools-mirror.conf";

    private readonly Process _process;

    private MirrorServer(Process process, string url)
    {
        _process = process;
        Url = url;
    }

    public string Url { get; }

    public static async Task<MirrorServer> StartAsync(TestFolder folder, string tree)
    {
        var prefix = Directory.CreateDirectory(folder["nginx"]).FullName;
        var port = FreePort();
        // Only where it listens and what it serves is another machine's; every other line is the example's.
        var example = string.Join(
            '\n',
            (await File.ReadAllLinesAsync(Path.Combine(RepositoryFolder.Path, Example)))
                .Where(l => !l.Contains("listen [::]", StringComparison.Ordinal))
                .Select(l =>
                    l.Replace("listen 80;", $"listen 127.0.0.1:{port};", StringComparison.Ordinal)
                        .Replace(
                            "root /srv/guest-tools;",
                            $"root {tree};",
                            StringComparison.Ordinal
                        )
                )
        );
        var user = Environment.UserName == "root" ? "user root;" : "";
        await File.WriteAllTextAsync(
            $"{prefix}/nginx.conf",
            $$"""
            {{user}}
            pid {{prefix}}/pid;
            worker_processes 1;
            events {}
            http {
            access_log off;
            client_body_temp_path {{prefix}}/b; proxy_temp_path {{prefix}}/p;
            fastcgi_temp_path {{prefix}}/f; uwsgi_temp_path {{prefix}}/u; scgi_temp_path {{prefix}}/s;
            {{example}}
            }
            """
        );
        string[] arguments = ["-p", prefix, "-c", $"{prefix}/nginx.conf", "-e", $"{prefix}/error"];
        await Tool.RunAsync(Program, [.. arguments, "-t"]);
        var process = Process.Start(Program, [.. arguments, "-g", "daemon off;"]);
        await Until.TrueAsync(() => Listens(port), "nginx listens");
        return new(process, $"http://127.0.0.1:{port}");
    }

    public async ValueTask DisposeAsync()
    {
        // SIGTERM: a master that is killed leaves its workers.
        await Tool.RunAsync("kill", $"{_process.Id}");
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string Program => File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx";

    private static bool Listens(int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
