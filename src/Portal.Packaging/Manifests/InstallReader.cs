using Portal.Packaging.Manifests.Yaml;

namespace Portal.Packaging.Manifests;

/// <summary>Reads the entries of <c>install</c>.</summary>
internal static class InstallReader
{
    private static readonly string[] Keys =
    [
        "when",
        .. InstallKinds.All,
        .. InstallOptionsReader.Keys,
    ];

    public static IReadOnlyList<InstallEntry> Read(
        IReadOnlyList<YamlNode> nodes,
        int line,
        ManifestFindings findings
    )
    {
        if (nodes.Count > ManifestReader.MaximumEntries)
        {
            findings.Add(
                "manifest.list.long",
                line,
                $"'install' has {nodes.Count} entries; at most {ManifestReader.MaximumEntries} are allowed.",
                "Split the component."
            );
            return [];
        }

        var entries = new List<InstallEntry>();
        foreach (var node in nodes)
        {
            if (node is YamlMap map)
            {
                if (ReadEntry(new FieldReader(map, Keys, findings), findings) is { } entry)
                {
                    entries.Add(entry);
                }
            }
            else if (node is not YamlRefused)
            {
                findings.Add(
                    "manifest.key.type",
                    node.Line,
                    $"An entry of 'install' is a mapping, not {node.Noun}."
                );
            }
        }

        RefuseUnreachable(entries, findings);
        return entries;
    }

    private static InstallEntry? ReadEntry(FieldReader fields, ManifestFindings findings)
    {
        var kinds = InstallKinds.All.Where(fields.Has).ToList();
        if (kinds.Count != 1)
        {
            ConditionReader.Read(fields.Map("when"), kind: null, fields.Line, findings);
            findings.Add(
                "manifest.install.kind",
                fields.Line,
                kinds.Count == 0
                    ? "An entry of 'install' says what is installed; this one does not."
                    : $"An entry of 'install' is of one kind, not {string.Join(" and ", kinds)}.",
                $"Give exactly one of {string.Join(", ", InstallKinds.All)}."
            );
            return null;
        }

        var kind = (InstallKind)InstallKinds.All.ToList().IndexOf(kinds[0]);
        var entry = new InstallEntry
        {
            When = ConditionReader.Read(
                fields.Map("when"),
                kind,
                fields.LineOf(kinds[0]),
                findings
            ),
            Kind = kind,
            Files = PathListReader.Read(
                fields.Texts(kinds[0]),
                kinds[0],
                allowFolders: false,
                findings
            ),
            Options = InstallOptionsReader.Read(fields, kind, findings),
            Line = fields.Line,
        };
        CheckFiles(entry, findings);
        return entry;
    }

    private static void CheckFiles(InstallEntry entry, ManifestFindings findings)
    {
        if (
            entry.Files.FirstOrDefault(f => f.NamesArchitecture) is { } pattern
            && entry.When.Arch.Count == 0
        )
        {
            findings.Add(
                "manifest.install.arch",
                pattern.Line,
                $"{Quote.Of(pattern.Text)} has an {{arch}}, and the entry names no architecture.",
                "Add 'when: { arch: [x86_64, aarch64] }' with those that are there."
            );
        }

        if (entry.Kind.TakesOneFile() && entry.Files.Count > 1)
        {
            findings.Add(
                "manifest.install.files",
                entry.Files[1].Line,
                $"An entry of kind '{entry.Kind.Text()}' installs one file, not {entry.Files.Count}.",
                "Make an entry for each, with the guests it is for."
            );
        }
    }

    private static void RefuseUnreachable(List<InstallEntry> entries, ManifestFindings findings)
    {
        // What an entry with a mistake of its own matches is not known.
        var sound = entries.Where(e => e.When.Os.Count > 0 && e.Files.Count > 0).ToList();
        foreach (var later in sound)
        {
            if (sound.TakeWhile(e => e != later).FirstOrDefault(e => e.Hides(later)) is { } earlier)
            {
                findings.Add(
                    "manifest.install.unreachable",
                    later.Line,
                    $"This entry is never taken: the one in line {earlier.Line} matches every guest that this one matches.",
                    "Put the more special entry first."
                );
            }
        }
    }
}
