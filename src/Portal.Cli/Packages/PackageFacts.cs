using Portal.Packaging.Archives;
using Portal.Packaging.Inf;
using Portal.Packaging.Manifests;

namespace Portal.Cli.Packages;

/// <summary>What a file that can be installed says of itself; null is what it does not say.</summary>
/// <param name="Path">In the component, '/'-separated.</param>
internal sealed record PackageFacts(string Path)
{
    // Of the versions of Windows that INF decorations name: the first build of each.
    private static readonly (Version System, int Build)[] FirstBuilds =
    [
        (new Version(10, 0), 10240),
        (new Version(6, 3), 9600),
        (new Version(6, 2), 9200),
        (new Version(6, 1), 7600),
        (new Version(6, 0), 6000),
    ];

    /// <summary>In lower case, with its dot.</summary>
    public string Extension => System.IO.Path.GetExtension(Path).ToLowerInvariant();

    public string? Name { get; init; }

    public string? Version { get; init; }

    public string? Summary { get; init; }

    /// <summary>In the words of the package, which need not be SPDX's.</summary>
    public string? License { get; init; }

    public string? Homepage { get; init; }

    /// <summary>Canonical; null where it is for any, or does not say.</summary>
    public string? Architecture { get; init; }

    /// <summary>True where it says that it is for any architecture.</summary>
    public bool IsForAny { get; init; }

    /// <summary>Of a driver; empty where it does not say.</summary>
    public IReadOnlyList<DriverTarget> Targets { get; init; } = [];

    /// <summary>In which round it is installed; null for the ordinary one.</summary>
    public Stage? Stage { get; init; }

    /// <summary>True for what installs nothing: source, debug symbols.</summary>
    public bool IsSource { get; init; }

    /// <summary>What the manifest has no place for and its author wants to know, a line each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Why it could not be read; null when it could.</summary>
    public string? Problem { get; init; }

    /// <summary>What lies at the path. A damaged file is told by its name, with <see cref="Problem"/>.</summary>
    /// <param name="directory">The component's folder.</param>
    /// <param name="path">Of a file in it.</param>
    /// <exception cref="IOException">It cannot be read at all.</exception>
    public static PackageFacts Of(string directory, string path)
    {
        var facts = new PackageFacts(path);
        var file = new FileInfo(System.IO.Path.Join(directory, path));
        // Opening a pipe would wait for its other end.
        if (
            facts.Extension is not (".deb" or ".rpm" or ".msi" or ".inf")
            || !DiskEntry.IsRegular(file)
        )
        {
            return facts;
        }

        try
        {
            using var stream = file.OpenRead();
            return facts.Extension switch
            {
                ".deb" => facts.With(DebControl.Read(stream)),
                ".rpm" => facts.With(RpmHeader.Read(stream)),
                ".msi" => facts.With(MsiPackage.Read(stream)),
                _ => facts.With(ReadInf(stream)),
            };
        }
        catch (PackageFormatException e)
        {
            facts = facts with { Problem = e.Message };
            return
                facts.Extension == ".deb"
                && DebControl.FromName(System.IO.Path.GetFileNameWithoutExtension(path))
                    is { } named
                ? facts.With(named)
                : facts;
        }
    }

    private static DriverInf ReadInf(FileStream stream)
    {
        if (stream.Length > InfFile.MaximumLength)
        {
            throw new PackageFormatException($"It has more than {InfFile.MaximumLength} bytes.");
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return DriverInf.Read(InfFile.Read(bytes));
    }

    private PackageFacts With(DebControl deb) =>
        this with
        {
            Name = deb.Package,
            Version = deb.Version,
            Summary = deb.Summary,
            Homepage = deb.Homepage,
            Architecture = Architectures.Canonical(deb.Architecture ?? ""),
            IsForAny = deb.Architecture == "all",
            IsSource = deb.Package.EndsWith("-dbgsym", StringComparison.Ordinal),
            Remarks = deb.Depends is { } depends ? [$"depends on {depends}"] : [],
        };

    private PackageFacts With(RpmHeader rpm) =>
        this with
        {
            Name = rpm.Package,
            Version = rpm.Version,
            Summary = rpm.Summary,
            License = rpm.License,
            Homepage = rpm.Homepage,
            Architecture = Architectures.Canonical(rpm.Architecture ?? ""),
            IsForAny = rpm.Architecture == "noarch",
            IsSource =
                rpm.IsSource
                || rpm.Package.EndsWith("-debuginfo", StringComparison.Ordinal)
                || rpm.Package.EndsWith("-debugsource", StringComparison.Ordinal),
        };

    private PackageFacts With(MsiPackage msi) =>
        this with
        {
            Name = msi.Product,
            Version = msi.Version,
            Summary = msi is { Product: { } product, Manufacturer: { } maker }
                ? $"{product} by {maker}"
                : msi.Product,
            // Its summary says "Intel", or nothing, of what is for x86.
            Architecture = msi.Architecture is "Intel" or "" or null
                ? "x86"
                : Architectures.Canonical(msi.Architecture),
            Remarks = msi.ProductCode is { } code ? [$"product code {code}"] : [],
        };

    private PackageFacts With(DriverInf inf) =>
        this with
        {
            Name = System.IO.Path.GetFileNameWithoutExtension(Path),
            Version = inf.Version,
            Summary = inf.Devices.Count == 0 ? null : inf.Devices[0].Description,
            Targets =
            [
                .. inf
                    .Models.GroupBy(m => m.Architecture, StringComparer.Ordinal)
                    .Select(g => new DriverTarget(g.Key, g.Min(m => FirstBuild(m) ?? 0)))
                    .Select(t => t.Build == 0 ? t with { Build = null } : t),
            ],
            Stage = inf.Class?.ToUpperInvariant() switch
            {
                "SCSIADAPTER" or "HDC" => Packaging.Manifests.Stage.Storage,
                "NET" => Packaging.Manifests.Stage.Network,
                _ => null,
            },
            Remarks = inf.IsDriver
                ?
                [
                    $"class {inf.Class ?? inf.ClassGuid}"
                        + (inf.Provider is { } by ? $", by {by}" : ""),
                ]
                : [],
        };

    private static int? FirstBuild(DriverModels models) =>
        models.Build
        ?? (
            models.System is { } system
                ? FirstBuilds.FirstOrDefault(known => known.System <= system).Build
                : null
        );
}
