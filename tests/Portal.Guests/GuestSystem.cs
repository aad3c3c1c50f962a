namespace Portal.Guests;

/// <summary>
/// What a test guest boots: Debian's own kernel for clouds and busybox, taken from their packages as they are. Fetched by
/// apt once, without being root, and kept below <c>artifacts/guests</c>.
/// </summary>
public sealed class GuestSystem
{
    private const string KernelMetaPackage = "linux-image-cloud-amd64";
    private static readonly TimeSpan DownloadLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan DepmodLimit = TimeSpan.FromMinutes(5);

    private readonly string _folder;
    private readonly IReadOnlyDictionary<string, (string File, string[] Needs)> _modules;

    private GuestSystem(string folder)
    {
        _folder = folder;
        KernelRelease = Path.GetFileName(
            Directory.GetDirectories(Path.Combine(folder, "lib/modules")).Single()
        );
        _modules = ReadDependencies();
    }

    /// <summary>As <c>uname -r</c> tells it.</summary>
    public string KernelRelease { get; }

    /// <summary>For the <c>-kernel</c> of QEMU.</summary>
    public string Kernel => Path.Combine(_folder, $"boot/vmlinuz-{KernelRelease}");

    /// <summary>One static program with all commands.</summary>
    public string Busybox => Path.Combine(_folder, "bin/busybox");

    /// <summary>The system, fetched now if it was not before.</summary>
    /// <exception cref="GuestException">apt does not give the packages.</exception>
    public static async Task<GuestSystem> GetAsync(CancellationToken cancellationToken) =>
        new(
            await Kept.GetAsync(
                "linux-image-",
                work => FetchAsync(work, cancellationToken),
                cancellationToken
            )
        );

    /// <summary>The files of kernel modules, each after those it needs: the order in which they are loaded.</summary>
    /// <param name="names">With '_', as <c>lsmod</c> shows them; what is built into the kernel may be among them.</param>
    public IReadOnlyList<string> ModuleFiles(IEnumerable<string> names)
    {
        var files = new List<string>();
        void Add(string name)
        {
            if (!_modules.TryGetValue(name, out var module))
            {
                return;
            }

            foreach (var needed in module.Needs)
            {
                Add(needed);
            }

            if (!files.Contains(module.File))
            {
                files.Add(module.File);
            }
        }

        foreach (var name in names)
        {
            Add(name);
        }

        return files;
    }

    private static async Task<(string Made, string Name)> FetchAsync(
        string work,
        CancellationToken cancellationToken
    )
    {
        var depends = await GuestTool.RunAsync(
            "apt-cache",
            ["depends", "--important", KernelMetaPackage],
            work,
            DownloadLimit,
            cancellationToken
        );
        var kernel =
            depends
                .Split('\n')
                .Select(line => line.Trim())
                .FirstOrDefault(line =>
                    line.StartsWith("Depends: linux-image-", StringComparison.Ordinal)
                )
            ?? throw new GuestException(
                $"apt knows no {KernelMetaPackage}. As root: apt-get update"
            );
        var package = kernel["Depends: ".Length..];
        var root = await GuestPackages.UnpackAsync(
            work,
            [package, "busybox-static"],
            cancellationToken
        );
        var release = package["linux-image-".Length..];
        await GuestTool.RunAsync(
            "depmod",
            ["-b", root, release],
            work,
            DepmodLimit,
            cancellationToken
        );
        return (root, package);
    }

    /// <summary>modules.dep of depmod: <c>kernel/fs/isofs/isofs.ko: kernel/drivers/cdrom/cdrom.ko</c>.</summary>
    private Dictionary<string, (string, string[])> ReadDependencies()
    {
        var folder = Path.Combine(_folder, "lib/modules", KernelRelease);
        return File.ReadLines(Path.Combine(folder, "modules.dep"))
            .Select(line => line.Split(':', 2))
            .ToDictionary(
                parts => NameOf(parts[0]),
                parts =>
                    (
                        Path.Combine(folder, parts[0]),
                        parts[1]
                            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                            .Select(NameOf)
                            .ToArray()
                    )
            );
    }

    private static string NameOf(string file) =>
        Path.GetFileName(file).Split('.')[0].Replace('-', '_');
}
