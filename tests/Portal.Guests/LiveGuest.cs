using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Portal.Guests;

/// <summary>What a command in a guest ended with.</summary>
public sealed record GuestAnswer(int ExitCode, string Output);

/// <summary>
/// A guest that runs on while a test talks to the qemu-guest-agent in it and changes the disc in its drive, as a host does.
/// No KVM, no network; what it writes is gone with it.
/// </summary>
public sealed class LiveGuest : IAsyncDisposable
{
    private const string Drive = "cd0";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gtp-live-");
    private Process? _qemu;
    private QmpClient? _monitor;
    private AgentClient? _agent;

    private LiveGuest() { }

    /// <summary>Messages of the kernel and of what runs at the start.</summary>
    public string Console =>
        File.Exists(ConsoleFile) ? File.ReadAllText(ConsoleFile) : "(the guest said nothing)";

    private string ConsoleFile => Path.Combine(_folder.FullName, "console");

    /// <summary>Boots a guest and waits for its agent.</summary>
    public static async Task<LiveGuest> StartAsync(
        LiveSystem system,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(system);
        var guest = new LiveGuest();
        try
        {
            await guest.BootAsync(system, cancellationToken);
            return guest;
        }
        catch (Exception e)
        {
            var console = guest.Console;
            await guest.DisposeAsync();
            throw new GuestException($"{e.Message}\n{console}");
        }
    }

    /// <summary>Puts a disc into the drive, in place of the one that is there.</summary>
    public async Task InsertAsync(string image, CancellationToken cancellationToken)
    {
        try
        {
            await ChangeMediumAsync(image, cancellationToken);
        }
        catch (GuestException e) when (e.Message.Contains("is locked", StringComparison.Ordinal))
        {
            // The guest was asked to open its tray and does so in its own time: a disc put in meanwhile would be thrown out.
            while (!await IsTrayOpenAsync(cancellationToken))
            {
                await Task.Delay(500, cancellationToken);
            }

            await ChangeMediumAsync(image, cancellationToken);
        }
    }

    /// <summary>Runs a script of the guest's <c>sh</c> by the agent and waits for its end.</summary>
    /// <exception cref="GuestException">The agent went away before it had told the end.</exception>
    public async Task<GuestAnswer> RunAsync(string script, CancellationToken cancellationToken)
    {
        var started =
            await _agent!.CallAsync(
                "guest-exec",
                new JsonObject
                {
                    ["path"] = "/bin/sh",
                    ["arg"] = new JsonArray("-c", script),
                    ["env"] = new JsonArray(
                        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
                    ),
                    ["capture-output"] = true,
                },
                cancellationToken
            ) ?? throw new GuestException("The agent went away.");
        var pid = started.GetProperty("pid").GetInt64();
        while (true)
        {
            var status =
                await _agent.CallAsync(
                    "guest-exec-status",
                    new JsonObject { ["pid"] = pid },
                    cancellationToken
                ) ?? throw new GuestException("The agent went away.");
            if (status.GetProperty("exited").GetBoolean())
            {
                return new GuestAnswer(
                    status.TryGetProperty("exitcode", out var code) ? code.GetInt32() : -1,
                    Text(status, "out-data") + Text(status, "err-data")
                );
            }

            await Task.Delay(200, cancellationToken);
        }
    }

    /// <summary>The same, over and over, until it ends with 0; the agent may come and go meanwhile.</summary>
    public async Task<string> UntilAsync(string script, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var answer = await RunAsync(script, cancellationToken);
                if (answer.ExitCode == 0)
                {
                    return answer.Output;
                }
            }
            catch (GuestException) when (!_qemu!.HasExited)
            {
                // A restarted agent knows nothing of what the last one had begun.
            }

            await Task.Delay(2000, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_agent is not null)
        {
            await _agent.DisposeAsync();
        }

        if (_monitor is not null)
        {
            await _monitor.DisposeAsync();
        }

        if (_qemu is { HasExited: false })
        {
            _qemu.Kill(entireProcessTree: true);
            await _qemu.WaitForExitAsync();
        }

        _qemu?.Dispose();
        _folder.Delete(recursive: true);
    }

    private Task<JsonElement> ChangeMediumAsync(
        string image,
        CancellationToken cancellationToken
    ) =>
        _monitor!.CallAsync(
            "blockdev-change-medium",
            new JsonObject
            {
                ["id"] = Drive,
                ["filename"] = image,
                ["format"] = "raw",
                ["read-only-mode"] = "read-only",
            },
            cancellationToken
        );

    private async Task<bool> IsTrayOpenAsync(CancellationToken cancellationToken) =>
        (await _monitor!.CallAsync("query-block", null, cancellationToken))
            .EnumerateArray()
            .First(drive => drive.TryGetProperty("qdev", out var id) && id.GetString() == Drive)
            .GetProperty("tray_open")
            .GetBoolean();

    private static string Text(JsonElement status, string name) =>
        status.TryGetProperty(name, out var data)
            ? Encoding.UTF8.GetString(data.GetBytesFromBase64())
            : "";

    private async Task BootAsync(LiveSystem system, CancellationToken cancellationToken)
    {
        var initrd = Path.Combine(_folder.FullName, "initrd.gz");
        await system.WriteInitrdAsync(initrd, cancellationToken);
        var monitor = Path.Combine(_folder.FullName, "qmp");
        var agent = Path.Combine(_folder.FullName, "agent");
        var start = new ProcessStartInfo("qemu-system-x86_64")
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = _folder.FullName,
        };
        start.Environment["TMPDIR"] = _folder.FullName;
        string[] arguments =
        [
            "-M",
            "pc,accel=tcg",
            "-cpu",
            "qemu64",
            "-smp",
            "1",
            "-m",
            $"{system.Memory}",
            "-display",
            "none",
            "-nodefaults",
            "-no-reboot",
            "-kernel",
            system.Kernel,
            "-initrd",
            initrd,
            "-append",
            $"console=ttyS0 quiet panic=-1 loglevel=4 {system.KernelArguments}",
            "-serial",
            $"file:{ConsoleFile}",
            "-qmp",
            $"unix:{monitor},server=on,wait=off",
            "-device",
            "virtio-serial-pci,id=vser0",
            "-chardev",
            $"socket,path={agent},server=on,wait=off,id=qga0",
            "-device",
            "virtserialport,id=qgaport,bus=vser0.0,chardev=qga0,name=org.qemu.guest_agent.0",
            "-drive",
            "if=none,id=drive-cd0,media=cdrom,readonly=on",
            "-device",
            $"ide-cd,drive=drive-cd0,id={Drive},bus=ide.1",
        ];
        foreach (var argument in arguments.Concat(system.QemuArguments))
        {
            start.ArgumentList.Add(argument);
        }

        _qemu = Process.Start(start)!;
        _qemu.StandardInput.Close();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var exit = _qemu.WaitForExitAsync(ended.Token);
        var up = ConnectAsync(monitor, agent, ended.Token);
        if (await Task.WhenAny(exit, up) == exit)
        {
            await ended.CancelAsync();
            throw new GuestException(
                $"QEMU ended: {await _qemu.StandardError.ReadToEndAsync(cancellationToken)}"
            );
        }

        await up;
        await ended.CancelAsync();
    }

    private async Task ConnectAsync(
        string monitor,
        string agent,
        CancellationToken cancellationToken
    )
    {
        _monitor = await QmpClient.ConnectAsync(monitor, cancellationToken);
        _agent = await AgentClient.ConnectAsync(agent, cancellationToken);
        await _agent.SynchronizeAsync(cancellationToken);
    }
}
