using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Portal.Testing;

/// <summary>A PostgreSQL server of a test's own, on loopback, that can be stopped and started.</summary>
public sealed class OwnPostgres : IAsyncDisposable
{
    private const string Root = "/usr/lib/postgresql";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gtp-pg-");
    private readonly string _bin;
    private readonly int _port;

    private OwnPostgres()
    {
        _bin = Directory
            .GetDirectories(Root)
            .OrderByDescending(f => double.Parse(Path.GetFileName(f), CultureInfo.InvariantCulture))
            .Select(f => Path.Combine(f, "bin"))
            .First(f => File.Exists(Path.Combine(f, "initdb")));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _port = ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Of the database <c>postgres</c>; gives up soon when the server is away.</summary>
    public string ConnectionString =>
        $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Timeout=3";

    private string Data => Path.Combine(_folder.FullName, "data");

    public static async Task<OwnPostgres> StartAsync()
    {
        var server = new OwnPostgres();
        // The server refuses to be root, so root hands it to the package's own account, which must reach the folder.
        File.SetUnixFileMode(server._folder.FullName, (UnixFileMode)0b111_111_111);
        await server.RunAsync(
            "initdb",
            "-D",
            server.Data,
            "-A",
            "trust",
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync"
        );
        await server.StartAgainAsync();
        return server;
    }

    public Task StartAgainAsync() =>
        RunAsync(
            "pg_ctl",
            "-D",
            Data,
            "-l",
            Path.Combine(_folder.FullName, "log"),
            "-w",
            "-o",
            $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off",
            "start"
        );

    /// <summary>As an operator who pulls the plug.</summary>
    public Task StopAsync() => RunAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await StopAsync();
        }

        _folder.Delete(recursive: true);
    }

    private async Task RunAsync(string tool, params string[] arguments)
    {
        string[] command = [Path.Combine(_bin, tool), .. arguments];
        if (Environment.UserName == "root")
        {
            command = ["runuser", "-u", "postgres", "--", .. command];
        }

        // Not redirected: the server keeps what it inherits, and a reader would wait for it.
        var start = new ProcessStartInfo(
            "/bin/sh",
            ["-c", "exec \"$@\" >\"$0\" 2>&1 </dev/null", $"{_folder.FullName}.out", .. command]
        )
        {
            WorkingDirectory = "/",
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        var said = await File.ReadAllTextAsync($"{_folder.FullName}.out");
        File.Delete($"{_folder.FullName}.out");
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{tool}: {said}");
        }
    }
}
