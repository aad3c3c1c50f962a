using Portal.Packaging.Manifests;

namespace Portal.Packaging.DriverDiscs;

/// <summary>
/// What lies where on a disc of Windows drivers in the layout of virtio-win: <c>Driver/os/arch/</c> with an .inf and what it
/// names, <c>guest-agent/*.msi</c>, <c>data/info.json</c>, license texts at the root. Every file of the disc is in exactly one
/// of the lists.
/// </summary>
public sealed class DriverDisc
{
    private readonly List<DiscDriver> _drivers = [];
    private readonly List<string> _guestAgent = [];
    private readonly List<string> _licenses = [];
    private readonly List<string> _byArchitecture = [];
    private readonly List<LeftOut> _leftOut = [];

    private DriverDisc() { }

    /// <summary>Sorted by name.</summary>
    public IReadOnlyList<DiscDriver> Drivers => _drivers;

    /// <summary>Files of the guest agent's folder.</summary>
    public IReadOnlyList<string> GuestAgent => _guestAgent;

    /// <summary>License texts for everything on the disc.</summary>
    public IReadOnlyList<string> Licenses => _licenses;

    /// <summary>
    /// Files below <c>amd64/</c>, <c>i386/</c> and the like: drivers sorted the other way round, for Windows Setup, which is
    /// given one folder. As a rule copies of what <see cref="Drivers"/> have.
    /// </summary>
    public IReadOnlyList<string> ByArchitecture => _byArchitecture;

    /// <summary>What has no place in the layout.</summary>
    public IReadOnlyList<LeftOut> LeftOut => _leftOut;

    /// <summary>Sorts the files of a disc.</summary>
    /// <param name="files">Paths from its root, with '/'.</param>
    public static DriverDisc Sort(IEnumerable<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        var disc = new DriverDisc();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (
            var top in files
                .Order(StringComparer.Ordinal)
                .GroupBy(path => path.Split('/', 2)[0], StringComparer.Ordinal)
        )
        {
            var paths = top.ToList();
            if (paths is [var file] && file == top.Key)
            {
                disc.SortRootFile(file);
            }
            else if (top.Key.Equals("guest-agent", StringComparison.OrdinalIgnoreCase))
            {
                disc._guestAgent.AddRange(paths);
            }
            else if (Architectures.Canonical(top.Key) is not null)
            {
                disc._byArchitecture.AddRange(paths);
            }
            else if (!paths.Any(DriverBuild.IsInf))
            {
                disc.Leave(
                    top.Key,
                    paths,
                    top.Key.Equals("data", StringComparison.OrdinalIgnoreCase)
                        ? "it describes the disc"
                        : "there is no driver in it"
                );
            }
            else if (!names.Add(top.Key))
            {
                disc.Leave(
                    top.Key,
                    paths,
                    "another driver's name differs in upper and lower case only"
                );
            }
            else
            {
                disc.SortDriver(top.Key, paths);
            }
        }

        return disc;
    }

    private void SortRootFile(string file)
    {
        if (
            new[] { "license", "licence", "copying" }.Any(word =>
                file.Contains(word, StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            _licenses.Add(file);
        }
        else
        {
            _leftOut.Add(new LeftOut(file, 1, "it lies beside the drivers and belongs to none"));
        }
    }

    private void SortDriver(string name, List<string> paths)
    {
        var builds = new List<DriverBuild>();
        foreach (
            var folder in paths.GroupBy(
                path => BuildFolder(path.Split('/')),
                StringComparer.Ordinal
            )
        )
        {
            var (files, parts) = (folder.ToList(), folder.Key.Split('/'));
            var platforms = parts.Length > 1 ? WindowsFolders.Platforms(parts[1]) : [];
            // Driver/arch/ without a version of Windows is for every one.
            var architecture =
                parts.Length > 1
                    ? Architectures.Canonical(parts[platforms is null ? 1 : ^1])
                    : null;
            var reason =
                platforms is null && architecture is null
                    ? "no version of Windows is called so here"
                : parts.Length > 2 && architecture is null ? "no architecture is called so"
                : !files.Any(DriverBuild.IsInf) ? "there is no .inf in it"
                : null;
            if (reason is null)
            {
                builds.Add(new DriverBuild(folder.Key, platforms ?? [], architecture, files));
            }
            else
            {
                Leave(folder.Key, files, reason);
            }
        }

        if (builds.Count > 0)
        {
            // The first entry that fits is taken: what names no version or architecture comes last.
            _drivers.Add(
                new DiscDriver(
                    name,
                    [
                        .. builds
                            .OrderByDescending(build => build.Folder.Count(c => c == '/'))
                            .ThenBy(build => build.Folder, StringComparer.Ordinal),
                    ]
                )
            );
        }
    }

    // Driver/os/arch and all below it are one build; an unknown os takes all below it; files above stand for themselves.
    private static string BuildFolder(string[] parts) =>
        parts.Length == 2 ? parts[0]
        : WindowsFolders.Platforms(parts[1]) is null || parts.Length == 3 ? $"{parts[0]}/{parts[1]}"
        : $"{parts[0]}/{parts[1]}/{parts[2]}";

    private void Leave(string path, List<string> files, string reason) =>
        _leftOut.Add(new LeftOut(path, files.Count, reason));
}
