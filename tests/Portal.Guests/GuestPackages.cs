namespace Portal.Guests;

/// <summary>Debian packages, fetched by apt and unpacked without being root, kept below <c>artifacts/guests</c>.</summary>
public static class GuestPackages
{
    private static readonly TimeSpan DownloadLimit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UnpackLimit = TimeSpan.FromMinutes(2);

    /// <summary>A folder with the files of the packages; the packages themselves are in its folder <c>packages</c>.</summary>
    /// <param name="name">Of what is kept.</param>
    /// <exception cref="GuestException">apt does not give the packages.</exception>
    public static async Task<string> GetAsync(
        string name,
        IReadOnlyList<string> packages,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(packages);
        var kept = Path.Combine(GuestSystem.Cache(), name);
        if (Directory.Exists(kept))
        {
            return kept;
        }

        var work = Directory.CreateDirectory(
            Path.Combine(GuestSystem.Cache(), $"fetching-{name}-{Environment.ProcessId}")
        );
        try
        {
            var debs = work.CreateSubdirectory("root/packages");
            // As root apt would hand the download to an account that cannot write here.
            await GuestTool.RunAsync(
                "apt-get",
                ["-q", "-o", "APT::Sandbox::User=root", "download", .. packages],
                debs.FullName,
                DownloadLimit,
                cancellationToken
            );
            foreach (var deb in debs.GetFiles("*.deb"))
            {
                await GuestTool.RunAsync(
                    "dpkg-deb",
                    ["-x", deb.FullName, Path.Combine(work.FullName, "root")],
                    work.FullName,
                    UnpackLimit,
                    cancellationToken
                );
            }

            return GuestSystem.Publish(Path.Combine(work.FullName, "root"), kept);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }
}
