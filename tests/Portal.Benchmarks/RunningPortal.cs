using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Portal.Benchmarks;

/// <summary>A portal process of our own: SQLite, a data folder of its own, a free port on loopback.</summary>
internal sealed class RunningPortal : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private RunningPortal(Process process, HttpClient client) =>
        (_process, Client) = (process, client);

    /// <summary>Speaks to it as the first administrator.</summary>
    public HttpClient Client { get; }

    public int Id => _process.Id;

    /// <summary>Starts it and returns when <c>/</c> answers 200.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not answer in time.</exception>
    public static async Task<RunningPortal> StartAsync(string data)
    {
        var program = Program("Portal.Web", "Portal.Web.dll");
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [program])
        {
            WorkingDirectory = Path.GetDirectoryName(program)!,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment =
            {
                ["PORTAL_DATA"] = data,
                ["PORTAL_ADMIN_TOKEN"] = token,
                ["ASPNETCORE_URLS"] = address.GetLeftPart(UriPartial.Authority),
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ConnectionStrings__Portal"] = "",
                // The limits count, and refuse nobody: all load comes from one address.
                ["Limits__RequestsPerSecond"] = "1000000",
                ["Limits__Burst"] = "1000000",
            },
        };
        var process =
            Process.Start(start)
            ?? throw new InvalidOperationException("The portal did not start.");
        // Read, or a full pipe would stop it.
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var client = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var portal = new RunningPortal(process, client);
        try
        {
            await portal.AnsweredAsync();
            return portal;
        }
        catch
        {
            await portal.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            // SIGTERM, as a service manager does; .NET itself only knows SIGKILL.
            await Tool.RunAsync("kill", "-TERM", _process.Id.ToString());
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task AnsweredAsync()
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < StartLimit)
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException(
                    $"The portal ended with exit code {_process.ExitCode}."
                );
            }

            try
            {
                using var answer = await Client.GetAsync(new Uri("/", UriKind.Relative));
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(5);
        }

        throw new InvalidOperationException($"The portal did not answer within {StartLimit}.");
    }

    /// <summary>A built program, in the same configuration as this one.</summary>
    /// <exception cref="InvalidOperationException">It was not built.</exception>
    public static string Program(string project, string file)
    {
        // .../tests/Portal.Benchmarks/bin/Release/net10.0/
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = output.Parent!.Name;
        var root = output.Parent.Parent!.Parent!.Parent!.Parent!.FullName;
        var program = Path.Combine(root, "src", project, "bin", configuration, output.Name, file);
        return File.Exists(program)
            ? program
            : throw new InvalidOperationException(
                $"Build src/{project} first: there is no {program}."
            );
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
