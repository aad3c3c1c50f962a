namespace Portal.Guests;

/// <summary>Debian packages, fetched by apt and unpacked without being root, kept below <c>artifacts/guests</c>.</summary>
public static class GuestPackages
{
    private static readonly TimeSpan DownloadLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan UnpackLimit = TimeSpan.FromMinutes(5);

    // By the name under which they are kept.
    private const string Agent = "qemu-guest-agent";

    private static readonly string[] AgentAndLibraries =
    [
        Agent,
        "libc6",
        "libglib2.0-0",
        "libpcre2-8-0",
        "libudev1",
        "libnuma1",
        "liburing2",
        "zlib1g",
        "libgcc-s1",
    ];

    /// <summary>
    /// A folder with the files of the agent and of what it needs; the packages themselves are in its folder <c>packages</c>.
    /// </summary>
    /// <exception cref="GuestException">apt does not give the packages.</exception>
    public static Task<string> AgentAsync(CancellationToken cancellationToken) =>
        Kept.GetAsync(
            Agent,
            async work => (await UnpackAsync(work, AgentAndLibraries, cancellationToken), Agent),
            cancellationToken
        );

    /// <summary>The folder <c>root</c> below another one, with the same.</summary>
    internal static async Task<string> UnpackAsync(
        string work,
        IReadOnlyList<string> packages,
        CancellationToken cancellationToken
    )
    {
        var root = Path.Combine(work, "root");
        var debs = Directory.CreateDirectory(Path.Combine(root, "packages"));
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
                ["-x", deb.FullName, root],
                work,
                UnpackLimit,
                cancellationToken
            );
        }

        return root;
    }
}
