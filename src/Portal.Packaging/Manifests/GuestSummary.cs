using Portal.Packaging.Versions;

namespace Portal.Packaging.Manifests;

/// <summary>
/// For which guests an image has something to install, as one line says it: the union of what the manifests' install entries
/// name. A component may still be for some of them only.
/// </summary>
/// <param name="Linux">Such as <c>Debian 10 or newer</c>, <c>Ubuntu</c>, <c>any with rpm</c>.</param>
/// <param name="Windows">Such as <c>10</c>, <c>Server 2022</c>, <c>7 SP1, Server 2008 R2 SP1 or newer</c>.</param>
/// <param name="Others">Such as <c>FreeBSD</c>.</param>
/// <param name="Architectures">Canonical names; empty when no entry names one.</param>
public sealed record GuestSummary(
    IReadOnlyList<string> Linux,
    IReadOnlyList<string> Windows,
    IReadOnlyList<string> Others,
    IReadOnlyList<string> Architectures
)
{
    /// <summary>What an entry with no further condition is for.</summary>
    public const string Any = "any";

    public static GuestSummary Of(IEnumerable<ComponentManifest> manifests)
    {
        ArgumentNullException.ThrowIfNull(manifests);
        var guests = new GuestCollector();
        foreach (var entry in manifests.SelectMany(m => m.Install))
        {
            guests.Add(entry);
        }

        return guests.Summary();
    }
}

/// <summary>Gathers what entries name.</summary>
internal sealed class GuestCollector
{
    private readonly SortedSet<string> _linux = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedDictionary<int, string> _windows = [];
    private readonly SortedSet<string> _windowsByText = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _others = new(StringComparer.Ordinal);
    private readonly HashSet<string> _architectures = new(StringComparer.Ordinal);

    public void Add(InstallEntry entry)
    {
        var when = entry.When;
        _architectures.UnionWith(when.Arch);
        if (when.Platform.Count > 0)
        {
            foreach (var platform in when.Platform)
            {
                AddPlatform(platform);
            }

            return;
        }

        IReadOnlyList<string> systems =
            when.Os.Count > 0 ? when.Os
            : entry.Kind.OperatingSystem() is { } own ? [own]
            : [];
        foreach (var system in systems)
        {
            switch (system)
            {
                case "linux":
                    AddLinux(entry);
                    break;
                case "windows":
                    AddWindows(when);
                    break;
                default:
                    _others.Add(GuestNames.System(system));
                    break;
            }
        }
    }

    public GuestSummary Summary() =>
        new(
            [.. _linux.OrderBy(IsAny)],
            [.. _windows.Values.Concat(_windowsByText).Distinct().OrderBy(IsAny)],
            [.. _others],
            [.. Architectures.All.Where(_architectures.Contains)]
        );

    // What holds for any guest comes last: "Debian, any with rpm".
    private static bool IsAny(string text) =>
        text.StartsWith(GuestSummary.Any, StringComparison.Ordinal);

    private void AddPlatform(string platform)
    {
        if (GuestNames.Windows(platform) is var (order, name))
        {
            _windows[order] = name;
        }
        else if (platform.StartsWith("win", StringComparison.Ordinal))
        {
            _windowsByText.Add(platform);
        }
        else if (GuestNames.OtherPlatform(platform) is { } other)
        {
            _others.Add(other);
        }
        else
        {
            _linux.Add(GuestNames.LinuxPlatform(platform));
        }
    }

    private void AddLinux(InstallEntry entry)
    {
        var when = entry.When;
        var range = when.Version is null ? "" : " " + Range(when.Version);
        foreach (var distro in when.Distro)
        {
            _linux.Add(GuestNames.Distro(distro) + range);
        }

        // Family and distro together: the distros are the narrower.
        if (when.Distro.Count > 0)
        {
            return;
        }

        foreach (var family in when.Family)
        {
            _linux.Add($"{GuestNames.Distro(family)} family{range}");
        }

        if (when.Family.Count == 0)
        {
            _linux.Add(
                entry.Kind switch
                {
                    InstallKind.Deb => $"{GuestSummary.Any} with dpkg",
                    InstallKind.Rpm => $"{GuestSummary.Any} with rpm",
                    _ => GuestSummary.Any,
                }
            );
        }
    }

    private void AddWindows(InstallCondition when)
    {
        var edition = when.Edition is [var only] ? $" {only}" : "";
        if (when.Build is null)
        {
            _windowsByText.Add(GuestSummary.Any + edition);
        }
        else if (
            when.Build.Bounds is [{ Comparator: VersionComparator.AtLeast } bound]
            && GuestNames.WindowsBuild(bound.Version.Text) is { } name
        )
        {
            _windowsByText.Add($"{name} or newer{edition}");
        }
        else
        {
            _windowsByText.Add($"build {when.Build}{edition}");
        }
    }

    private static string Range(VersionRange range) =>
        range.Bounds is [{ Comparator: VersionComparator.AtLeast } bound]
            ? $"{bound.Version} or newer"
            : range.ToString();
}
