using Portal.Packaging.Contents;
using Portal.Packaging.Locks;
using Portal.Packaging.Manifests;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Discs;

/// <summary>Whether components are those of a lock, and can lie on one disc.</summary>
internal static class DiscCheck
{
    // What the disc itself has at its root; Windows tells no case apart.
    private static readonly string[] RootNames =
    [
        "README.txt",
        "guest-tools",
        "licenses",
        "projects",
    ];

    public static IReadOnlyList<Finding> Run(
        ReleaseLock release,
        int layout,
        IReadOnlyCollection<DiscComponent> components
    )
    {
        var findings = new List<Finding>();
        if (release.Layout != layout)
        {
            findings.Add(
                new Finding("disc.layout", $"The lock is of layout {release.Layout}, not {layout}.")
            );
        }

        var byName = components.ToLookup(component => component.Manifest.Component);
        foreach (var locked in release.Components)
        {
            var given = byName[locked.Name].ToList();
            if (given.Count != 1)
            {
                findings.Add(
                    given.Count == 0
                        ? new Finding(
                            "disc.component.missing",
                            $"The component '{locked.Name}' {locked.Version} is missing."
                        )
                        : new Finding(
                            "disc.component.several",
                            $"The component '{locked.Name}' is given {given.Count} times."
                        )
                );
                continue;
            }

            CheckComponent(locked, given[0], findings);
        }

        foreach (
            var name in byName
                .Select(group => group.Key)
                .Except(release.Components.Select(locked => locked.Name))
        )
        {
            findings.Add(
                new Finding("disc.component.foreign", $"The component '{name}' is not in the lock.")
            );
        }

        return findings;
    }

    private static void CheckComponent(
        LockedComponent locked,
        DiscComponent given,
        List<Finding> findings
    )
    {
        if (given.Content.Identity != locked.Digest)
        {
            findings.Add(
                new Finding(
                    "disc.component.digest",
                    $"The content of '{locked.Name}' has the digest {given.Content.Identity}, and {locked.Digest} is locked.",
                    Mend: $"Use version {locked.Version} as it was published."
                )
            );
        }
        else if (given.Manifest.Version != locked.Version)
        {
            findings.Add(
                new Finding(
                    "disc.component.version",
                    $"The manifest of '{locked.Name}' says version {given.Manifest.Version}, and {locked.Version} is locked."
                )
            );
        }

        if (locked.Name == InstallerComponent.Name)
        {
            CheckRoot(given.Content, findings);
        }
    }

    private static void CheckRoot(ContentList installer, List<Finding> findings)
    {
        var names = installer
            .Entries.Select(entry => entry.Path.Value)
            .Where(path => path.StartsWith(InstallerComponent.DiscFolder, StringComparison.Ordinal))
            .Select(path => path[InstallerComponent.DiscFolder.Length..].Split('/')[0])
            .Distinct();
        foreach (var name in names.Intersect(RootNames, StringComparer.OrdinalIgnoreCase))
        {
            findings.Add(
                new Finding(
                    "disc.root",
                    $"'{InstallerComponent.DiscFolder}{name}' of '{InstallerComponent.Name}' would hide what the disc has there.",
                    Mend: "Rename it."
                )
            );
        }
    }
}
