using Portal.Protocol.Problems;

namespace Portal.Packaging.Manifests;

/// <summary>The files of a component, as far as <see cref="ComponentLint"/> looks at them.</summary>
/// <param name="Paths">Of its regular files, relative to its root, '/'-separated.</param>
/// <param name="ReadStart">The first bytes of such a file, at least two where it has them.</param>
public sealed record LintedFiles(
    IReadOnlyCollection<string> Paths,
    Func<string, ReadOnlyMemory<byte>> ReadStart
);

/// <summary>Checks what a manifest says against the files that came with it.</summary>
public static class ComponentLint
{
    private static readonly string[] WindowsScripts = [".cmd", ".bat", ".ps1"];

    /// <summary>Everything in which the manifest and the files disagree; empty when they agree.</summary>
    /// <returns>Findings with rules <c>manifest.files.*</c> and <c>manifest.script.*</c>, in the order of the lines.</returns>
    public static IReadOnlyList<Finding> Check(ComponentManifest manifest, LintedFiles files)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(files);
        var findings = new ManifestFindings();
        var needed = new SortedSet<string>(StringComparer.Ordinal) { ComponentManifest.FileName };
        foreach (var pattern in manifest.LicenseFiles)
        {
            needed.UnionWith(RequireMatch(pattern, "license-files", null, files, findings));
        }

        foreach (var entry in manifest.Install)
        {
            foreach (var architecture in entry.FileSets)
            {
                needed.UnionWith(CheckEntry(entry, architecture, files, findings));
            }
        }

        foreach (var pattern in manifest.Sources)
        {
            RequireMatch(pattern, "sources", null, files, findings);
            RefuseHiding(pattern, needed, findings);
        }

        if (manifest.Component == InstallerComponent.Name)
        {
            RequireDiscFolder(files, findings);
        }

        return findings.InOrder();
    }

    private static List<string> CheckEntry(
        InstallEntry entry,
        string? architecture,
        LintedFiles files,
        ManifestFindings findings
    )
    {
        var key = entry.Kind.Text();
        var all = new List<string>();
        foreach (var pattern in entry.Files)
        {
            var matches = RequireMatch(pattern, key, architecture, files, findings);
            all.AddRange(matches);
            if (entry.Kind.TakesOneFile() && matches.Count > 1)
            {
                findings.Add(
                    "manifest.files.several",
                    pattern.Line,
                    $"{Quote.Of(pattern.Text)} in '{key}' matches {matches.Count} files{For(architecture)}, and one is installed: "
                        + $"{Quote.Of(matches[0])}, {Quote.Of(matches[1])}.",
                    "Make the path match one file."
                );
            }

            foreach (var path in entry.Kind == InstallKind.Script ? matches : [])
            {
                CheckScript(entry, pattern, path, files, findings);
            }
        }

        return all;
    }

    private static void CheckScript(
        InstallEntry entry,
        PathPattern pattern,
        string path,
        LintedFiles files,
        ManifestFindings findings
    )
    {
        if (entry.When.Os.Contains("windows"))
        {
            if (
                !WindowsScripts.Any(extension =>
                    path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)
                )
            )
            {
                findings.Add(
                    "manifest.script.extension",
                    pattern.Line,
                    $"{Quote.Of(path)} is a script for Windows, which starts scripts by their extension.",
                    $"Give it one of {Quote.OneOf(WindowsScripts)}."
                );
            }
        }
        else if (!files.ReadStart(path).Span.StartsWith("#!"u8))
        {
            findings.Add(
                "manifest.script.interpreter",
                pattern.Line,
                $"The script {Quote.Of(path)} does not begin with '#!'.",
                "Begin it with '#!/bin/sh'."
            );
        }
    }

    // A file that is both installed and kept off the disc would be missing in the guest.
    private static void RefuseHiding(
        PathPattern source,
        IEnumerable<string> needed,
        ManifestFindings findings
    )
    {
        if (needed.FirstOrDefault(path => source.Matches(path)) is { } hidden)
        {
            findings.Add(
                "manifest.files.hidden",
                source.Line,
                $"{Quote.Of(source.Text)} in 'sources' keeps {Quote.Of(hidden)} off the image, where it is needed.",
                "Keep sources in a folder of their own."
            );
        }
    }

    private static void RequireDiscFolder(LintedFiles files, ManifestFindings findings)
    {
        if (!files.Paths.Contains(InstallerComponent.DiscFolder + "install.sh"))
        {
            findings.Add(
                "manifest.installer",
                1,
                $"'{InstallerComponent.Name}' has no '{InstallerComponent.DiscFolder}install.sh'."
            );
        }
    }

    private static List<string> RequireMatch(
        PathPattern pattern,
        string key,
        string? architecture,
        LintedFiles files,
        ManifestFindings findings
    )
    {
        var matches = files.Paths.Where(path => pattern.Matches(path, architecture)).ToList();
        matches.Sort(StringComparer.Ordinal);
        if (matches.Count == 0)
        {
            var folder = files.Paths.Any(path =>
                path.StartsWith(pattern.Text + "/", StringComparison.Ordinal)
            );
            findings.Add(
                "manifest.files.missing",
                pattern.Line,
                $"{Quote.Of(pattern.Text)} in '{key}' matches no file of the component{For(architecture)}.",
                folder ? "For a whole folder, end the path with '/'."
                    : architecture is null ? Quote.DidYouMean(pattern.Text, files.Paths)
                    : $"Remove '{architecture}' from 'arch', or add the file."
            );
        }

        return matches;
    }

    private static string For(string? architecture) =>
        architecture is null ? "" : $" for {architecture}";
}
