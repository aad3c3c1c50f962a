using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Portal.Data;
using Portal.Shell;

namespace Portal.Testing;

/// <summary>The portal as an operating system knows it: a process that can be killed and measured.</summary>
public sealed class PortalProcess : IAsyncDisposable
{
    private readonly Process _process;

    private PortalProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    /// <summary>Most memory it ever held, in bytes.</summary>
    public long PeakMemory
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status")
                .Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            var kilobytes = line["VmHWM:".Length..^"kB".Length].Trim();
            return long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>Starts it on a port of its own; returns when it listens.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; the message is what it said.</exception>
    public static async Task<PortalProcess> StartAsync(
        string data,
        DatabaseTarget database,
        IReadOnlyDictionary<string, string>? settings = null
    )
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(PortalApp).Assembly.Location },
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["PORTAL_DATA"] = data,
                ["ConnectionStrings__Portal"] = database.ConnectionString,
                ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
                ["PORTAL_ADMIN_TOKEN"] = TestPortal.AdminToken,
            },
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            said.Add(line);
            const string marker = "Guest Tools Portal on ";
            if (line.StartsWith(marker, StringComparison.Ordinal))
            {
                // Read on, or the process stops when the pipe is full.
                _ = process.StandardOutput.ReadToEndAsync();
                return new(process, new Uri(line[marker.Length..].Split(' ', ',')[0] + "/"));
            }
        }

        throw new InvalidOperationException($"{string.Join('\n', said)}\n{await errors}");
    }

    /// <summary>A client of the administrator, for the caller to dispose.</summary>
    public HttpClient Admin()
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = Address,
            Timeout = TimeSpan.FromMinutes(5),
        };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            TestPortal.AdminToken
        );
        return client;
    }

    /// <summary>As a power cut does: no code of ours runs any more.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }
}
