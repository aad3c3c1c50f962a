using System.Text;

namespace Portal.Guests;

/// <summary>What a <see cref="LiveGuest"/> boots.</summary>
public sealed class LiveSystem
{
    private const string Busybox = """
        #!/bin/busybox sh
        /bin/busybox mkdir -p /proc /sys /dev /tmp /run /mnt /var/run /var/log /etc
        /bin/busybox --install -s /bin
        export PATH=/bin
        mount -t proc proc /proc
        mount -t sysfs sysfs /sys
        mount -t devtmpfs devtmpfs /dev
        while read -r module; do insmod "/modules/$module"; done </modules/order
        while :; do
            for port in /sys/class/virtio-ports/*; do
                [ "$(cat "$port/name")" != org.qemu.guest_agent.0 ] ||
                    LD_LIBRARY_PATH=/agent/lib /agent/qemu-ga -m virtio-serial -p "/dev/${port##*/}"
            done
            sleep 1
        done
        """;

    private const string Disk = """
        #!/bin/busybox sh
        /bin/busybox mkdir -p /proc /sys /dev /root
        /bin/busybox --install -s /bin
        export PATH=/bin
        mount -t proc proc /proc
        mount -t sysfs sysfs /sys
        mount -t devtmpfs devtmpfs /dev
        while read -r module; do insmod "/modules/$module"; done </modules/order
        while [ ! -b /dev/vda ]; do sleep 1; done
        mount -t ext4 /dev/vda /root
        mount --move /dev /root/dev
        umount /proc /sys
        exec switch_root /root /sbin/init
        """;

    private static readonly string[] Modules =
    [
        "ata_piix",
        "sr_mod",
        "isofs",
        "nls_utf8",
        "nls_ascii",
        "nls_iso8859_1",
        "virtio_pci",
        "virtio_console",
    ];

    private readonly GuestSystem _base;
    private readonly string _init;
    private readonly string[] _modules;
    private readonly IReadOnlyList<(string Path, string File)> _files;

    private LiveSystem(
        GuestSystem system,
        string init,
        string[] modules,
        IReadOnlyList<(string Path, string File)> files
    )
    {
        _base = system;
        _init = init;
        _modules = modules;
        _files = files;
    }

    /// <summary>In MiB.</summary>
    public int Memory { get; private init; } = 256;

    internal string Kernel => _base.Kernel;

    internal string KernelArguments { get; private init; } = "";

    internal IReadOnlyList<string> QemuArguments { get; private init; } = [];

    /// <summary>Busybox and nothing else but the real agent: no package manager, no udev, no systemd.</summary>
    public static async Task<LiveSystem> BusyboxAsync(CancellationToken cancellationToken)
    {
        var system = await GuestSystem.GetAsync(cancellationToken);
        var agent = await GuestPackages.AgentAsync(cancellationToken);
        var files = new List<(string, string)>
        {
            ("agent/qemu-ga", Path.Combine(agent, "usr/sbin/qemu-ga")),
            // Where the program looks for its loader.
            ("lib64/ld-linux-x86-64.so.2", Find(agent, "ld-linux-x86-64.so.2")),
        };
        files.AddRange(
            new[]
            {
                "libc.so.6",
                "libm.so.6",
                "libglib-2.0.so.0",
                "libgmodule-2.0.so.0",
                "libpcre2-8.so.0",
                "libudev.so.1",
                "libnuma.so.1",
                "liburing.so.2",
                "libz.so.1",
                "libgcc_s.so.1",
            }.Select(library => ($"agent/lib/{library}", Find(agent, library)))
        );
        return new LiveSystem(system, Busybox, [], files);
    }

    /// <summary>Debian with systemd, udev, dpkg, openssl and the real agent as a service, on a disk.</summary>
    public static async Task<LiveSystem> DebianAsync(CancellationToken cancellationToken)
    {
        var system = await GuestSystem.GetAsync(cancellationToken);
        var disk = await DebianDisk.GetAsync(cancellationToken);
        return new LiveSystem(system, Disk, ["virtio_blk", "ext4"], [])
        {
            Memory = 512,
            // The first start would ask for the machine's name, and wait for a network that is not there.
            KernelArguments =
                "systemd.firstboot=off systemd.mask=systemd-networkd-wait-online.service",
            QemuArguments =
            [
                "-drive",
                $"if=virtio,format=raw,snapshot=on,file={disk.Replace(",", ",,", StringComparison.Ordinal)}",
            ],
        };
    }

    internal async Task WriteInitrdAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.Create(path);
        using var archive = new InitialRamDisk(file);
        foreach (
            var folder in new[] { "bin", "modules" }.Concat(
                _files.SelectMany(f => Folders(f.Path)).Distinct().Order(StringComparer.Ordinal)
            )
        )
        {
            archive.AddFolder(folder);
        }

        archive.AddFile(
            "bin/busybox",
            await File.ReadAllBytesAsync(_base.Busybox, cancellationToken)
        );
        archive.AddFile("init", Encoding.UTF8.GetBytes(_init.ReplaceLineEndings("\n") + "\n"));
        var modules = _base.ModuleFiles([.. Modules, .. _modules]);
        foreach (
            var (name, source) in _files.Concat(
                modules.Select(m => ($"modules/{Path.GetFileName(m)}", m))
            )
        )
        {
            archive.AddFile(name, await File.ReadAllBytesAsync(source, cancellationToken));
        }

        archive.AddFile(
            "modules/order",
            Encoding.UTF8.GetBytes(
                string.Concat(modules.Select(module => Path.GetFileName(module) + "\n"))
            )
        );
    }

    private static IEnumerable<string> Folders(string path)
    {
        for (
            var at = path.IndexOf('/', StringComparison.Ordinal);
            at > 0;
            at = path.IndexOf('/', at + 1)
        )
        {
            yield return path[..at];
        }
    }

    // A link to an absolute path would lead into this machine's own system.
    private static string Find(string folder, string name) =>
        Directory
            .EnumerateFiles(folder, name, SearchOption.AllDirectories)
            .FirstOrDefault(file => !Path.IsPathRooted(new FileInfo(file).LinkTarget))
        ?? throw new GuestException($"No package has {name}.");
}
