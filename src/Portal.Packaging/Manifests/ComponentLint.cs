using Portal.Packaging.Contents;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Manifests;

/// <summary>Checks what a manifest says against the files that came with it.</summary>
public sealed class ComponentLint
{
    private static readonly string[] WindowsScripts = [".cmd", ".bat", ".ps1"];

    private readonly ComponentManifest _manifest;
    private readonly string[] _files;
    private readonly ContentList _content;
    private readonly Func<ContentEntry, ReadOnlyMemory<byte>> _readStart;
    private readonly ManifestFindings _findings = new();

    private ComponentLint(
        ComponentManifest manifest,
        ContentList content,
        Func<ContentEntry, ReadOnlyMemory<byte>> readStart
    )
    {
        _manifest = manifest;
        _content = content;
        _readStart = readStart;
        _files =
        [
            .. content.Entries.Where(e => e.Kind is ContentKind.File).Select(e => e.Path.Value),
        ];
    }

    /// <summary>Everything in which the manifest and the files disagree; empty when they agree.</summary>
    /// <param name="manifest">What was read from <c>component.yaml</c>.</param>
    /// <param name="content">All that the component holds. Only regular files are installed: a link exists on Linux alone.</param>
    /// <param name="readStart">The first bytes of a file, at least two where it has them; asked for scripts alone.</param>
    /// <returns>Findings with rules <c>manifest.files.*</c> and <c>manifest.script.*</c>, in the order of the lines.</returns>
    public static IReadOnlyList<Finding> Check(
        ComponentManifest manifest,
        ContentList content,
        Func<ContentEntry, ReadOnlyMemory<byte>> readStart
    )
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(content);
        var lint = new ComponentLint(manifest, content, readStart);
        lint.CheckAll();
        return lint._findings.InOrder();
    }

    private void CheckAll()
    {
        var needed = new SortedSet<string>(StringComparer.Ordinal) { ComponentManifest.FileName };
        foreach (var pattern in _manifest.LicenseFiles)
        {
            needed.UnionWith(RequireMatch(pattern, "license-files", architecture: null));
        }

        foreach (var entry in _manifest.Install)
        {
            foreach (var architecture in entry.FileSets)
            {
                needed.UnionWith(CheckEntry(entry, architecture));
            }
        }

        foreach (var pattern in _manifest.Sources)
        {
            RequireMatch(pattern, "sources", architecture: null);
            RefuseHiding(pattern, needed);
        }

        DiscFit.Check(_manifest, _content, _findings);
        if (
            _manifest.Component == InstallerComponent.Name
            && !_files.Contains(InstallerComponent.DiscFolder + "install.sh")
        )
        {
            _findings.Add(
                "manifest.installer",
                1,
                $"'{InstallerComponent.Name}' has no file '{InstallerComponent.DiscFolder}install.sh'.",
                "Add it: it is what a person runs from the disc."
            );
        }
    }

    private List<string> CheckEntry(InstallEntry entry, string? architecture)
    {
        var key = entry.Kind.Text();
        var all = new List<string>();
        foreach (var pattern in entry.Files)
        {
            var matches = RequireMatch(pattern, key, architecture);
            all.AddRange(matches);
            if (entry.Kind.TakesOneFile() && matches.Count > 1)
            {
                _findings.Add(
                    "manifest.files.several",
                    pattern.Line,
                    $"{Quote.Of(pattern.Text)} in '{key}' matches {matches.Count} files{For(architecture)}, and one is installed: "
                        + $"{Quote.Of(matches[0])}, {Quote.Of(matches[1])}.",
                    "Make the path match one file."
                );
            }

            foreach (var path in entry.Kind is InstallKind.Script ? matches : [])
            {
                CheckScript(entry, pattern, path);
            }
        }

        return all;
    }

    private void CheckScript(InstallEntry entry, PathPattern pattern, string path)
    {
        if (entry.When.Os.Contains("windows"))
        {
            if (
                !WindowsScripts.Any(extension =>
                    path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)
                )
            )
            {
                _findings.Add(
                    "manifest.script.extension",
                    pattern.Line,
                    $"{Quote.Of(path)} is a script for Windows, which starts scripts by their extension.",
                    $"Give it one of {Quote.OneOf(WindowsScripts)}."
                );
            }
        }
        else if (!_readStart(_content.Find(path)!).Span.StartsWith("#!"u8))
        {
            _findings.Add(
                "manifest.script.interpreter",
                pattern.Line,
                $"The script {Quote.Of(path)} does not begin with '#!'.",
                "Begin it with '#!/bin/sh'."
            );
        }
    }

    // A file that is both installed and kept off the disc would be missing in the guest.
    private void RefuseHiding(PathPattern source, SortedSet<string> needed)
    {
        if (needed.FirstOrDefault(path => source.Matches(path)) is { } hidden)
        {
            _findings.Add(
                "manifest.files.hidden",
                source.Line,
                $"{Quote.Of(source.Text)} in 'sources' keeps {Quote.Of(hidden)} off the image, where it is needed.",
                "Keep sources in a folder of their own."
            );
        }
    }

    private List<string> RequireMatch(PathPattern pattern, string key, string? architecture)
    {
        var matches = _files.Where(path => pattern.Matches(path, architecture)).ToList();
        if (matches.Count == 0)
        {
            var isFolder = _files.Any(path =>
                path.StartsWith(pattern.Text + "/", StringComparison.Ordinal)
            );
            _findings.Add(
                "manifest.files.missing",
                pattern.Line,
                $"{Quote.Of(pattern.Text)} in '{key}' matches no file of the component{For(architecture)}.",
                isFolder ? $"It is a folder; name the files in it: '{pattern.Text}/*'."
                    : architecture is null ? Quote.DidYouMean(pattern.Text, _files.Take(1000))
                    : $"Add the file, or remove '{architecture}' from 'arch'."
            );
        }

        return matches;
    }

    private static string For(string? architecture) =>
        architecture is null ? "" : $" for {architecture}";
}
