using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Portal.Cli.Shell;
using Portal.Iso9660;
using Portal.Packaging.DriverDiscs;
using Portal.Packaging.Inf;
using Portal.Packaging.Versions;
using Portal.Protocol;

namespace Portal.Cli.Components;

/// <summary>Which components a disc is split into.</summary>
internal sealed partial class ImportPlan
{
    /// <summary>The guest agent of a disc, whose folder says no more than "guest-agent".</summary>
    public const string GuestAgent = "qemu-ga";

    private readonly IsoReader _disc;
    private readonly Dictionary<string, IsoEntry> _files;
    private readonly List<ImportedComponent> _components = [];
    private readonly List<LeftOut> _leftOut;

    private ImportPlan(IsoReader disc)
    {
        _disc = disc;
        _files = disc
            .Entries.Where(entry => entry.Kind == IsoEntryKind.File)
            .ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        Layout = DriverDisc.Sort(_files.Keys);
        _leftOut =
        [
            .. Layout.LeftOut,
            .. disc
                .Entries.Where(entry => entry.Kind is IsoEntryKind.Symlink or IsoEntryKind.Special)
                .Select(entry => new LeftOut(
                    entry.Path,
                    1,
                    "it is a link or a device, not a file"
                )),
        ];
    }

    public DriverDisc Layout { get; }

    /// <summary>Sorted by name.</summary>
    public IReadOnlyList<ImportedComponent> Components => _components;

    /// <summary>What is in none of them.</summary>
    public IReadOnlyList<LeftOut> LeftOut => _leftOut;

    /// <summary>Reads the .inf files of a disc and decides.</summary>
    /// <param name="version">Of what carries none itself; null: what the disc's label says.</param>
    public static async Task<ImportPlan> ReadAsync(
        IsoReader disc,
        string? version,
        CancellationToken cancellationToken
    )
    {
        var plan = new ImportPlan(disc);
        version ??= VersionIn(disc.VolumeId);
        foreach (var driver in plan.Layout.Drivers)
        {
            await plan.AddDriverAsync(driver, version, cancellationToken);
        }

        plan.AddGuestAgent(version);
        plan._components.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        if (plan.Layout.ByArchitecture.Count > 0)
        {
            await plan.LeaveCopiesAsync(cancellationToken);
        }

        return plan;
    }

    private async Task AddDriverAsync(
        DiscDriver driver,
        string? version,
        CancellationToken cancellationToken
    )
    {
        var facts = new List<DriverInf>();
        foreach (var path in driver.Builds.SelectMany(build => build.Infs))
        {
            facts.Add(await ReadInfAsync(_files[path], cancellationToken));
        }

        // Builds for old versions of Windows stay at old numbers: the newest one names the component's version.
        facts.Sort((a, b) => Number(b).CompareTo(Number(a)));
        Add(
            new ImportedComponent(
                NameOf(driver.Name),
                facts[0].Version ?? RequireVersion(version, driver.Name),
                [
                    .. driver
                        .Builds.SelectMany(build => build.Files)
                        .Select(path => (path, _files[path])),
                ],
                driver.Builds,
                facts
            )
        );
    }

    private void AddGuestAgent(string? version)
    {
        var installers = Layout
            .GuestAgent.Where(path => path.EndsWith(".msi", StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (installers.Count == 0)
        {
            _leftOut.AddRange(
                Layout.GuestAgent.Select(path => new LeftOut(path, 1, "there is no .msi beside it"))
            );
            return;
        }

        Add(
            new ImportedComponent(
                GuestAgent,
                RequireVersion(version, Layout.GuestAgent[0]),
                [.. Layout.GuestAgent.Select(path => (path, _files[path]))],
                [],
                []
            )
        );
    }

    private void Add(ImportedComponent component)
    {
        if (_components.Any(other => other.Name == component.Name))
        {
            throw CommandException.Failed(
                "cli.import.name",
                $"Two folders of the disc make a component '{component.Name}'."
            );
        }

        _components.Add(component);
    }

    private async Task<DriverInf> ReadInfAsync(IsoEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Length > InfFile.MaximumLength)
        {
            throw CommandException.Failed(
                "cli.import.inf",
                $"{entry.Path} has {Texts.Bytes(entry.Length)}; an .inf has at most {Texts.Bytes(InfFile.MaximumLength)}."
            );
        }

        var bytes = new byte[entry.Length];
        await using var stream = _disc.OpenFile(entry);
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return DriverInf.Read(InfFile.Read(bytes));
    }

    // Copies by name and content of what is imported are left out as such; whatever else is there is named file by file.
    private async Task LeaveCopiesAsync(CancellationToken cancellationToken)
    {
        var imported = new HashSet<(string, long, string)>();
        foreach (var (path, source) in _components.SelectMany(component => component.Files))
        {
            if (
                Layout.ByArchitecture.Any(copy =>
                    FileName(copy) == FileName(path) && _files[copy].Length == source.Length
                )
            )
            {
                imported.Add(await IdentityAsync(source, cancellationToken));
            }
        }

        foreach (var top in Layout.ByArchitecture.GroupBy(path => path.Split('/')[0]))
        {
            var copies = 0;
            foreach (var path in top)
            {
                if (imported.Contains(await IdentityAsync(_files[path], cancellationToken)))
                {
                    copies++;
                }
                else
                {
                    _leftOut.Add(
                        new LeftOut(path, 1, "it is no copy of a file in a driver's folder")
                    );
                }
            }

            if (copies > 0)
            {
                _leftOut.Add(new LeftOut(top.Key, copies, "copies of files that are imported"));
            }
        }
    }

    private async Task<(string, long, string)> IdentityAsync(
        IsoEntry entry,
        CancellationToken cancellationToken
    )
    {
        await using var stream = _disc.OpenFile(entry);
        var sha256 = await SHA256.HashDataAsync(stream, cancellationToken);
        return (FileName(entry.Path), entry.Length, Convert.ToHexStringLower(sha256));
    }

    private static string FileName(string path) =>
        path[(path.LastIndexOf('/') + 1)..].ToUpperInvariant();

    private static ComponentVersionNumber Number(DriverInf facts) =>
        ComponentVersionNumber.TryParse(facts.Version ?? "0", out var number, out _)
            ? number
            : throw new InvalidOperationException($"{facts.Version} is no version.");

    private static string NameOf(string folder)
    {
        var name = NotInNames().Replace(folder.ToLowerInvariant(), "-").Trim('-');
        return Names.IsName(name)
            ? name
            : throw CommandException.Failed(
                "cli.import.name",
                $"The folder '{folder}' makes no component's name."
            );
    }

    private static string RequireVersion(string? version, string path) =>
        version
        ?? throw CommandException.Failed(
            "cli.import.version",
            $"Neither {path} nor the disc's label says a version. Give one by --disc-version."
        );

    /// <summary>The version in a label: <c>virtio-win-0.1.271</c>.</summary>
    private static string? VersionIn(string label) =>
        VersionInLabel().Match(label) is { Success: true } match ? match.Value : null;

    [GeneratedRegex(@"[0-9]+(\.[0-9]+)+")]
    private static partial Regex VersionInLabel();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInNames();
}
