namespace Portal.Guests;

/// <summary>A disk with a small Debian, made once by mmdebstrap and kept below <c>artifacts/guests</c>.</summary>
internal static class DebianDisk
{
    private const string Suite = "bookworm";
    private const string Image = "disk.ext2";
    private const string Packages = "systemd-sysv,udev,dbus,openssl,qemu-guest-agent";

    // In blocks of 1 KiB, with room for what is installed in it; nothing of it is kept.
    private const int Blocks = 500_000;
    private const int Inodes = 30_000;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(40);

    /// <summary>The image of the disk: one ext2 file system, no partitions.</summary>
    /// <exception cref="GuestException">It cannot be made.</exception>
    public static async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        var name = $"debian-{Suite}";
        var folder = await Kept.GetAsync(
            name,
            async work => (await MakeAsync(work, cancellationToken), name),
            cancellationToken
        );
        return Path.Combine(folder, Image);
    }

    private static async Task<string> MakeAsync(string work, CancellationToken cancellationToken)
    {
        var made = Directory.CreateDirectory(Path.Combine(work, "disk"));
        var tar = Path.Combine(work, "debian.tar");
        await GuestTool.RunAsync(
            "mmdebstrap",
            [
                "--quiet",
                "--variant=minbase",
                $"--include={Packages}",
                "--dpkgopt=path-exclude=/usr/share/doc/*",
                "--dpkgopt=path-exclude=/usr/share/man/*",
                "--dpkgopt=path-exclude=/usr/share/locale/*",
                // Nothing that is worth its syncs: what is half made is thrown away.
                "--dpkgopt=force-unsafe-io",
                "--customize-hook=echo guest >\"$1/etc/hostname\"",
                "--customize-hook=rm -rf \"$1\"/var/cache/apt/* \"$1\"/var/lib/apt/lists/*",
                Suite,
                tar,
                await MirrorAsync(work, cancellationToken),
            ],
            work,
            Limit,
            cancellationToken
        );
        await GuestTool.RunAsync(
            "genext2fs",
            [
                "--block-size",
                "1024",
                "--size-in-blocks",
                $"{Blocks}",
                "--number-of-inodes",
                $"{Inodes}",
                "--tarball",
                tar,
                Path.Combine(made.FullName, Image),
            ],
            work,
            Limit,
            cancellationToken
        );
        return made.FullName;
    }

    /// <summary>Where this machine's own apt has its Debian from.</summary>
    private static async Task<string> MirrorAsync(
        string folder,
        CancellationToken cancellationToken
    )
    {
        var targets = await GuestTool.RunAsync(
            "apt-get",
            ["indextargets", "--format", "$(REPO_URI) $(RELEASE)", "Created-By: Packages"],
            folder,
            Limit,
            cancellationToken
        );
        return targets
                .Split('\n')
                .Select(line => line.Split(' '))
                .FirstOrDefault(parts => parts is [_, Suite])
                ?[0]
            ?? throw new GuestException($"apt has no Debian {Suite} to make a guest from.");
    }
}
