using System.Text;

namespace Portal.Guests;

/// <summary>
/// One run of a small Linux guest under QEMU: no KVM, no network, no disk of its own, nobody logged in. It runs a script of
/// busybox's shell and powers itself off.
/// </summary>
public sealed class Guest
{
    private const string EndMark = "\0exit ";

    private const string Init = """
        #!/bin/busybox sh
        /bin/busybox mkdir -p /proc /sys /dev /tmp /mnt
        /bin/busybox --install -s /bin
        export PATH=/bin
        mount -t proc proc /proc
        mount -t sysfs sysfs /sys
        mount -t devtmpfs devtmpfs /dev
        while read -r module; do insmod "/modules/$module"; done </modules/order
        stty -F /dev/ttyS1 raw -echo
        cd /
        sh /script >/dev/ttyS1 </dev/null
        printf '\0exit %s' $? >/dev/ttyS1
        sync
        poweroff -f
        """;

    /// <summary>What runs in the guest, by <c>sh</c>. Its standard output is the result; its standard error is the console.</summary>
    public required string Script { get; init; }

    /// <summary>Images in CD drives: <c>/dev/sr0</c>, <c>/dev/sr1</c> ... At most 4.</summary>
    public IReadOnlyList<string> Discs { get; init; } = [];

    /// <summary>Kernel modules beyond those of CD drives and ISO 9660.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>In MiB.</summary>
    public int Memory { get; init; } = 256;

    /// <summary>After this the guest is killed.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Boots the guest and waits for its end.</summary>
    /// <exception cref="GuestException">It did not come to the end of its script in time; the message holds its console.</exception>
    public async Task<GuestResult> RunAsync(CancellationToken cancellationToken)
    {
        var system = await GuestSystem.GetAsync(cancellationToken);
        var folder = Directory.CreateTempSubdirectory("portal-guest-");
        try
        {
            var initrd = Path.Combine(folder.FullName, "initrd.gz");
            await WriteInitrdAsync(system, initrd, cancellationToken);
            var console = Path.Combine(folder.FullName, "console");
            var result = Path.Combine(folder.FullName, "result");
            try
            {
                await GuestTool.RunAsync(
                    "qemu-system-x86_64",
                    Arguments(system.Kernel, initrd, console, result),
                    folder.FullName,
                    Limit,
                    cancellationToken
                );
            }
            catch (GuestException e)
            {
                throw new GuestException($"{e.Message}\n{ReadText(console)}");
            }

            return Parse(
                await File.ReadAllBytesAsync(result, cancellationToken),
                ReadText(console)
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static GuestResult Parse(byte[] bytes, string console)
    {
        var end = bytes.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes(EndMark));
        return
            end >= 0
            && int.TryParse(
                Encoding.ASCII.GetString(bytes.AsSpan(end + EndMark.Length)),
                out var code
            )
            ? new GuestResult(code, bytes[..end], console)
            : throw new GuestException($"The guest ended before its script did.\n{console}");
    }

    private static string ReadText(string path) =>
        File.Exists(path) ? File.ReadAllText(path) : "(the guest said nothing)";

    private List<string> Arguments(string kernel, string initrd, string console, string result)
    {
        // Debian's kernel for clouds has no AHCI, so the drives are on the IDE of the older board.
        List<string> arguments =
        [
            "-M",
            "pc,accel=tcg",
            "-cpu",
            "qemu64",
            "-smp",
            "1",
            "-m",
            $"{Memory}",
            "-display",
            "none",
            "-nodefaults",
            "-no-reboot",
            "-kernel",
            kernel,
            "-initrd",
            initrd,
            "-append",
            "console=ttyS0 quiet panic=-1 loglevel=4",
            "-serial",
            $"file:{console}",
            "-serial",
            $"file:{result}",
        ];
        foreach (var (index, disc) in Discs.Index())
        {
            arguments.AddRange([
                "-drive",
                // A comma in a path is doubled for QEMU.
                $"if=none,id=disc{index},media=cdrom,readonly=on,format=raw,file={disc.Replace(",", ",,", StringComparison.Ordinal)}",
                "-device",
                $"ide-cd,drive=disc{index},bus=ide.{index / 2},unit={index % 2}",
            ]);
        }

        return arguments;
    }

    private async Task WriteInitrdAsync(
        GuestSystem system,
        string path,
        CancellationToken cancellationToken
    )
    {
        await using var file = File.Create(path);
        using var archive = new InitialRamDisk(file);
        archive.AddFolder("bin");
        archive.AddFolder("modules");
        archive.AddFile(
            "bin/busybox",
            await File.ReadAllBytesAsync(system.Busybox, cancellationToken)
        );
        archive.AddFile("init", Encoding.UTF8.GetBytes(Init.ReplaceLineEndings("\n") + "\n"));
        archive.AddFile("script", Encoding.UTF8.GetBytes(Script.ReplaceLineEndings("\n") + "\n"));
        var modules = system.ModuleFiles([
            "ata_piix",
            "sr_mod",
            "isofs",
            "nls_utf8",
            "nls_ascii",
            "nls_iso8859_1",
            .. Modules,
        ]);
        foreach (var module in modules)
        {
            archive.AddFile(
                $"modules/{Path.GetFileName(module)}",
                await File.ReadAllBytesAsync(module, cancellationToken)
            );
        }

        archive.AddFile(
            "modules/order",
            Encoding.UTF8.GetBytes(
                string.Concat(modules.Select(module => Path.GetFileName(module) + "\n"))
            )
        );
    }
}
