using Portal.Packaging.Contents;
using Portal.Packaging.Manifests;

namespace Portal.Components;

/// <summary>What each file of a component is for, as its manifest says.</summary>
public static class FileUse
{
    /// <summary>Short words: <c>deb for Debian on x86_64</c>, <c>source</c>, <c>license</c>, <c>manifest</c>; null for the rest.</summary>
    public static string? Of(ContentEntry entry, ComponentManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(manifest);
        var path = entry.Path.Value;
        if (path == ComponentManifest.FileName)
        {
            return "manifest";
        }

        var installs = manifest
            .Install.Where(i => i.Installs(path))
            .Select(i => $"{i.Kind.Text()} for {ConditionText.Of(i)}")
            .Distinct()
            .ToList();
        return installs.Count > 0 ? string.Join("; ", installs)
            : manifest.Sources.Any(s => s.Matches(path)) ? "source, not on the ISO"
            : manifest.LicenseFiles.Any(l => l.Matches(path)) ? "license"
            : null;
    }

    /// <summary>How many files an entry installs somewhere.</summary>
    public static int Count(InstallEntry entry, ContentList files)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(files);
        return files.Entries.Count(e => e.Kind is ContentKind.File && entry.Installs(e.Path.Value));
    }

    private static bool Installs(this InstallEntry entry, string path) =>
        entry.FileSets.Any(arch => entry.Files.Any(f => f.Matches(path, arch)));
}
