using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Portal.EndToEnd;

/// <summary>The real portal as its own process, on a port of its own, that can be killed and started again.</summary>
internal sealed class PortalProcess : IAsyncDisposable
{
    public const string AdminToken = "end-to-end-administrator-token-0123456789";

    private readonly StringBuilder _output = new();
    private readonly Dictionary<string, string?> _environment;
    private Process? _process;

    private readonly string _program;

    private PortalProcess(string data, int port, string? connection, string? program)
    {
        Data = data;
        _program = program ?? Path.Combine(AppContext.BaseDirectory, "Portal.Web.dll");
        Url = $"http://127.0.0.1:{port}";
        _environment = new()
        {
            ["PORTAL_DATA"] = data,
            ["PORTAL_ADMIN_TOKEN"] = AdminToken,
            ["ASPNETCORE_URLS"] = Url,
            ["ConnectionStrings__Portal"] = connection,
            ["DOTNET_ENVIRONMENT"] = "Production",
        };
        Http = new() { BaseAddress = new(Url) };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            AdminToken
        );
    }

    public string Data { get; }

    public string Url { get; }

    /// <summary>Carries the administrator's token.</summary>
    public HttpClient Http { get; }

    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public int Id => _process!.Id;

    public static async Task<PortalProcess> StartAsync(
        string data,
        string? connection = null,
        string? program = null,
        params (string Name, string Value)[] settings
    )
    {
        var portal = new PortalProcess(data, FreePort(), connection, program);
        foreach (var (name, value) in settings)
        {
            portal._environment[name] = value;
        }

        try
        {
            await portal.StartAsync();
        }
        catch
        {
            // Nobody else knows of the process.
            await portal.DisposeAsync();
            throw;
        }

        return portal;
    }

    /// <summary>Starts it (again) and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        _process = Launch();
        var limit = Stopwatch.StartNew();
        while (true)
        {
            Assert.False(_process.HasExited, $"The portal ended at start:\n{Output}");
            Assert.True(
                limit.Elapsed < TimeSpan.FromMinutes(2),
                $"The portal is not ready:\n{Output}"
            );
            try
            {
                using var answer = await Http.GetAsync("/health/ready");
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(50);
        }
    }

    /// <summary>SIGKILL: nothing in the process gets to run any more.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Starts another process with the same settings and gives its exit code and what it said.</summary>
    public async Task<(int Exit, string Errors)> TrySecondAsync()
    {
        var (exit, _, errors) = await Tool.TryAsync("dotnet", [_program], _environment, null);
        return (exit, errors);
    }

    /// <summary>Runs a verb of the program with the settings of this portal, which may be running.</summary>
    public Task<(int Exit, string Output, string Errors)> CommandAsync(params string[] arguments) =>
        Tool.TryAsync("dotnet", [_program, .. arguments], _environment, null);

    /// <summary>Starts a verb for a portal that need not exist, for the caller to kill or await.</summary>
    public static Process StartCommand(string data, string? connection, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Portal.Web.dll"), .. arguments]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["PORTAL_DATA"] = data;
        start.Environment["ConnectionStrings__Portal"] = connection;
        return Process.Start(start)!;
    }

    /// <summary>Runs a verb for a portal that need not exist, to its end.</summary>
    public static async Task<(int Exit, string Output, string Errors)> CommandAsync(
        string data,
        string? connection,
        params string[] arguments
    )
    {
        using var process = StartCommand(data, connection, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: false);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
    }

    private Process Launch()
    {
        var start = new ProcessStartInfo("dotnet", [_program])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
