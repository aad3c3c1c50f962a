using System.Diagnostics;

namespace Portal.Benchmarks;

/// <summary>nginx with two workers on a free port of loopback, serving one JSON file.</summary>
internal sealed class SampleNginx : IAsyncDisposable
{
    private readonly Process _process;

    private SampleNginx(Process process, Uri file, string tag) =>
        (_process, File, Tag) = (process, file, tag);

    public Uri File { get; }

    /// <summary>nginx' own entity tag of it.</summary>
    public string Tag { get; }

    /// <summary>Its workers, whose processor time it is.</summary>
    public IReadOnlyList<int> Ids =>
        [
            .. System
                .IO.File.ReadAllText($"/proc/{_process.Id}/task/{_process.Id}/children")
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(int.Parse),
        ];

    public static async Task<SampleNginx> StartAsync(string folder, byte[] content)
    {
        var root = Directory.CreateDirectory(Path.Combine(folder, "nginx")).FullName;
        // Its workers are of another account where it is started by root.
        System.IO.File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        await System.IO.File.WriteAllBytesAsync(Path.Combine(root, "stable.json"), content);
        var port = RunningPortal.FreePort();
        var configuration = Path.Combine(root, "nginx.conf");
        await System.IO.File.WriteAllTextAsync(
            configuration,
            $$"""
            daemon off;
            worker_processes 2;
            pid {{root}}/nginx.pid;
            error_log {{root}}/error.log;
            events { worker_connections 256; }
            http {
              access_log off;
              keepalive_requests 100000000;
              sendfile on;
              open_file_cache max=10;
              types { application/json json; }
              server { listen 127.0.0.1:{{port}}; root {{root}}; }
            }
            """
        );
        var process =
            Process.Start(
                new ProcessStartInfo("nginx", ["-p", root, "-c", configuration])
                {
                    UseShellExecute = false,
                }
            ) ?? throw new InvalidOperationException("nginx did not start.");
        var file = new Uri($"http://127.0.0.1:{port}/stable.json");
        using var client = new HttpClient();
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var answer = await client.GetAsync(file);
                answer.EnsureSuccessStatusCode();
                return new(process, file, answer.Headers.ETag!.ToString());
            }
            catch (HttpRequestException) when (tries < 100)
            {
                await Task.Delay(50);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Tool.RunAsync("kill", "-QUIT", _process.Id.ToString());
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
