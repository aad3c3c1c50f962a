using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Portal.Testing;

namespace Portal.EndToEnd;

/// <summary>A real nginx, which serves what an example configuration says.</summary>
internal sealed class NginxProcess : IAsyncDisposable
{
    private readonly Process _process;

    private NginxProcess(Process process) => _process = process;

    private static string Program => File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : "nginx";

    /// <summary>An example of the repository, told where to listen and what to find: every other line is its own.</summary>
    /// <param name="example">Such as examples/nginx/guest-tools-mirror.conf.</param>
    public static async Task<string> ExampleAsync(
        string example,
        params (string Theirs, string Ours)[] places
    ) =>
        string.Join(
            '\n',
            (await File.ReadAllLinesAsync(Path.Combine(RepositoryFolder.Path, example)))
                .Where(line => !line.Contains("listen [::]", StringComparison.Ordinal))
                .Select(line =>
                    places.Aggregate(
                        line,
                        (text, place) =>
                            text.Replace(place.Theirs, place.Ours, StringComparison.Ordinal)
                    )
                )
        );

    /// <summary>Starts it in a folder of its own and returns when it listens.</summary>
    /// <param name="servers">What stands in its block <c>http</c>.</param>
    /// <param name="port">One of those that it listens to.</param>
    public static async Task<NginxProcess> StartAsync(string prefix, string servers, int port)
    {
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
            client_body_temp_path {{prefix}}/body-temp;
            proxy_temp_path {{prefix}}/proxy-temp;
            fastcgi_temp_path {{prefix}}/f; uwsgi_temp_path {{prefix}}/u; scgi_temp_path {{prefix}}/s;
            {{servers}}
            }
            """
        );
        string[] arguments =
        [
            "-p",
            prefix,
            "-c",
            $"{prefix}/nginx.conf",
            "-e",
            $"{prefix}/error.log",
        ];
        await Tool.RunAsync(Program, [.. arguments, "-t"]);
        var process = Process.Start(Program, [.. arguments, "-g", "daemon off;"]);
        await Until.TrueAsync(() => Listens(port), "nginx listens");
        return new(process);
    }

    public async ValueTask DisposeAsync()
    {
        // SIGTERM: a master that is killed leaves its workers.
        await Tool.RunAsync("kill", $"{_process.Id}");
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

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
}
