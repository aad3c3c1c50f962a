using Portal.Cli.Components;
using Portal.Cli.Shell;
using Portal.Packaging.Archives;
using Portal.Packaging.Contents;
using Portal.Packaging.Discs;
using Portal.Packaging.Linting;
using Portal.Packaging.Locks;
using Portal.Protocol;
using Portal.Protocol.Problems;

namespace Portal.Cli.Images;

/// <summary>
/// A folder with component folders and archives under any names. What each is, it says itself: by its manifest and its
/// content digest.
/// </summary>
internal sealed class ComponentFolder
{
    private readonly List<(ComponentInput Input, CheckedComponent Check)> _found = [];

    /// <summary>Reads everything that lies directly in the folder.</summary>
    public static async Task<ComponentFolder> ReadAsync(
        string path,
        CancellationToken cancellationToken
    )
    {
        var folder = new ComponentFolder();
        foreach (
            var entry in Directory
                .EnumerateFileSystemEntries(path)
                .Where(entry => !Path.GetFileName(entry).StartsWith('.'))
                .Order(StringComparer.Ordinal)
        )
        {
            var input = ComponentInput.Open(entry);
            var check = await input.CheckAsync(cancellationToken);
            // Other files and folders may lie beside the components.
            if (check.Manifest is not null || check.Contents is not null)
            {
                folder._found.Add((input, check));
            }
        }

        return folder;
    }

    /// <summary>The components of a lock, their files at hand.</summary>
    /// <param name="vault">Takes the files of archives.</param>
    /// <exception cref="CommandException">Any is missing or differs; all of them are named.</exception>
    public async Task<IReadOnlyList<LocalComponent>> TakeAsync(
        ReleaseLock release,
        FileVault vault,
        CancellationToken cancellationToken
    )
    {
        var findings = new List<Finding>();
        var taken = new List<LocalComponent>();
        foreach (var locked in release.Components)
        {
            var match = _found.Find(found =>
                found.Check.IsGood && found.Check.Contents!.Identity == locked.Digest
            );
            if (match.Input is null)
            {
                findings.Add(Missing(locked));
            }
            else
            {
                taken.Add(await OpenAsync(match.Input, match.Check, vault, cancellationToken));
            }
        }

        return findings.Count == 0
            ? taken
            : throw CommandException.Failed(
                "cli.components",
                $"{Texts.Count(findings.Count, "component")} of the lock cannot be found.",
                findings
            );
    }

    private static async Task<LocalComponent> OpenAsync(
        ComponentInput input,
        CheckedComponent check,
        FileVault vault,
        CancellationToken cancellationToken
    )
    {
        var component = new DiscComponent(check.Manifest!, check.Contents!);
        if (!input.IsDirectory)
        {
            // Read again, this time into the vault: only what the lock names takes up space there.
            var again = await input.CheckAsync(cancellationToken, vault);
            return again.Contents?.Identity == check.Contents!.Identity
                ? new LocalComponent(component, vault.Open)
                : throw new IOException($"{input.Path} changed while it was being read.");
        }

        var paths = check
            .Contents!.Entries.Where(entry => entry.Kind is ContentKind.File)
            .GroupBy(entry => entry.Sha256)
            .ToDictionary(
                same => same.Key,
                same => Path.Combine(input.Path, same.First().Path.Value)
            );
        return new LocalComponent(component, digest => UnchangedFile.Open(paths[digest], digest));
    }

    private Finding Missing(LockedComponent locked)
    {
        var namesakes = _found
            .Where(found => found.Check.Manifest?.Component == locked.Name)
            .ToList();
        var same = namesakes.Find(found => found.Check.Manifest!.Version == locked.Version);
        if (same.Input is not null)
        {
            return same.Check.IsGood
                ? new Finding(
                    "build.component.digest",
                    $"{locked.Name} {locked.Version} has the content digest {same.Check.Contents!.Identity}, and {locked.Digest} is locked.",
                    same.Input.Path,
                    Mend: $"Use version {locked.Version} as it was published."
                )
                : new Finding(
                    "build.component.refused",
                    $"{locked.Name} {locked.Version} has {Texts.Count(same.Check.Findings.Count, "finding")}, the first: {same.Check.Findings[0]}",
                    same.Input.Path
                );
        }

        var others = Texts.List([.. namesakes.Select(found => found.Check.Manifest!.Version.Text)]);
        return new Finding(
            "build.component.missing",
            $"{locked.Name} {locked.Version} with the content digest {locked.Digest} is not there"
                + (others is null ? "." : $"; there is {others}.")
        );
    }
}
