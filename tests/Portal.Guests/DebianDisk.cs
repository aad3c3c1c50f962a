namespace Portal.Guests;

/// <summary>A disk with a small Debian, made once by mmdebstrap and kept below <c>artifacts/guests</c>.</summary>
internal static class DebianDisk
{
    private const string Suite = "bookworm";
    private const string Packages = "systemd-sysv,udev,dbus,openssl,qemu-guest-agent";

    // In blocks of 1 KiB, with room for what is installed in it; nothing of it is kept.
    private const int Blocks = 500_000;
    private const int Inodes = 30_000;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(40);

    /// <summary>The image of the disk: one ext2 file system, no partitions.</summary>
    /// <exception cref="GuestException">It cannot be made.</exception>
    public static async Task<string> GetAsync(CancellationToken cancellationToken)
    {
        var cache = GuestSystem.Cache();
        var kept = Path.Combine(cache, $"debian-{Suite}");
        var image = Path.Combine(kept, "disk.ext2");
        if (File.Exists(image))
        {
            return image;
        }

        var work = Directory.CreateDirectory(
            Path.Combine(cache, $"making-debian-{Environment.ProcessId}")
        );
        try
        {
            var made = work.CreateSubdirectory("disk");
            var tar = Path.Combine(work.FullName, "debian.tar");
            await GuestTool.RunAsync(
                "mmdebstrap",
                [
                    "--quiet",
                    "--variant=minbase",
                    $"--include={Packages}",
                    "--dpkgopt=path-exclude=/usr/share/doc/*",
                    "--dpkgopt=path-exclude=/usr/share/man/*",
                    "--dpkgopt=path-exclude=/usr/share/locale/*",
                    // Told to nobody, so that the same bytes are made wherever it is.
                    "--customize-hook=echo guest >\"$1/etc/hostname\"",
                    "--customize-hook=rm -rf \"$1\"/var/cache/apt/* \"$1\"/var/lib/apt/lists/*",
                    Suite,
                    tar,
                    await MirrorAsync(work.FullName, cancellationToken),
                ],
                work.FullName,
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
                    Path.Combine(made.FullName, "disk.ext2"),
                ],
                work.FullName,
                Limit,
                cancellationToken
            );
            GuestSystem.Publish(made.FullName, kept);
            return image;
        }
        finally
        {
            work.Delete(recursive: true);
        }
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
                .FirstOrDefault(parts => parts is [_, Suite])?[0]
            ?? throw new GuestException($"apt has no Debian {Suite} to make a guest from.");
    }
}
