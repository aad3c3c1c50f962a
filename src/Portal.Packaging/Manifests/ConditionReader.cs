using System.Text.RegularExpressions;
using Portal.Packaging.Manifests.Yaml;
using Portal.Packaging.Versions;

namespace Portal.Packaging.Manifests;

/// <summary>Reads <c>when</c>.</summary>
internal static partial class ConditionReader
{
    private static readonly string[] Keys =
    [
        "os",
        "distro",
        "family",
        "version",
        "platform",
        "build",
        "edition",
        "arch",
    ];

    private static readonly string[] OsReleaseKeys = ["distro", "family", "version"];
    private static readonly string[] WindowsKeys = ["build", "edition"];

    /// <summary>Reads the conditions of an entry and adds the operating system that its kind implies.</summary>
    /// <param name="map">Null where the entry has none.</param>
    /// <param name="kind">Null where the entry has none or several, which is reported already.</param>
    /// <param name="kindLine">The line of the kind.</param>
    /// <param name="findings">Takes what is wrong.</param>
    public static InstallCondition Read(
        YamlMap? map,
        InstallKind? kind,
        int kindLine,
        ManifestFindings findings
    )
    {
        var fields = new FieldReader(map ?? new YamlMap(kindLine, []), Keys, findings);
        var given = Words(fields, "os", InstallCondition.OperatingSystems, findings);
        if (kind is { } one)
        {
            CheckSystem(one, given, fields.LineOf("os"), findings);
        }

        IReadOnlyList<string> systems = kind?.OperatingSystem() is { } implied ? [implied] : given;
        RefuseContradictions(fields, systems, findings);
        return new InstallCondition
        {
            Os = systems,
            Distro = Ids(fields, "distro", findings),
            Family = Ids(fields, "family", findings),
            Version = Range(fields, "version", findings),
            Platform = Ids(fields, "platform", findings),
            Build = Range(fields, "build", findings),
            Edition = Words(fields, "edition", InstallCondition.Editions, findings),
            Arch = ArchitecturesOf(fields, findings),
        };
    }

    private static void CheckSystem(
        InstallKind kind,
        IReadOnlyList<string> given,
        int line,
        ManifestFindings findings
    )
    {
        if (kind.OperatingSystem() is { } implied)
        {
            if (given.Count > 0 && !given.SequenceEqual([implied]))
            {
                findings.Add(
                    "manifest.install.os",
                    line,
                    $"The kind '{kind.Text()}' is for {implied}, not for {Quote.Of(string.Join(", ", given))}.",
                    $"Write 'os: {implied}' or leave it out."
                );
            }
        }
        else if (given.Count == 0)
        {
            findings.Add(
                "manifest.install.os",
                line,
                "A script is for one kind of system, and this entry does not say for which.",
                "Add 'when: { os: linux }' or another."
            );
        }
        else if (given.Count > 1 && given.Contains("windows"))
        {
            findings.Add(
                "manifest.install.os",
                line,
                "No script runs on both Windows and others.",
                "Make two entries."
            );
        }
    }

    private static void RefuseContradictions(
        FieldReader fields,
        IReadOnlyList<string> systems,
        ManifestFindings findings
    )
    {
        foreach (var system in systems)
        {
            foreach (
                var key in (system == "windows" ? OsReleaseKeys : WindowsKeys).Where(fields.Has)
            )
            {
                findings.Add(
                    "manifest.when.contradiction",
                    fields.LineOf(key),
                    $"'{key}' says nothing about {Quote.Of(system)}, so this entry never matches it.",
                    $"Remove '{key}', or make an entry of its own."
                );
            }
        }
    }

    private static IReadOnlyList<string> Words(
        FieldReader fields,
        string key,
        IReadOnlyList<string> known,
        ManifestFindings findings
    )
    {
        var words = fields.Texts(key);
        foreach (var word in words.Where(word => !known.Contains(word.Text)))
        {
            findings.Add(
                $"manifest.when.{key}",
                word.Line,
                $"{Quote.Of(word.Text)} is unknown as '{key}'.",
                Quote.DidYouMean(word.Text, known) ?? $"Known are {string.Join(", ", known)}."
            );
        }

        return [.. words.Select(word => word.Text)];
    }

    private static IReadOnlyList<string> Ids(
        FieldReader fields,
        string key,
        ManifestFindings findings
    )
    {
        var ids = fields.Texts(key);
        foreach (var id in ids.Where(id => !IdShape().IsMatch(id.Text)))
        {
            findings.Add(
                $"manifest.when.{key}",
                id.Line,
                $"{Quote.Of(id.Text)} is not an id for '{key}'.",
                "An id has the characters a-z 0-9 . _ - and begins with a letter or digit, as 'debian' and 'win2k22' do."
            );
        }

        return [.. ids.Select(id => id.Text)];
    }

    private static VersionRange? Range(FieldReader fields, string key, ManifestFindings findings)
    {
        if (fields.Text(key) is not { } text)
        {
            return null;
        }

        if (!VersionRange.TryParse(text.Text, out var range, out var error))
        {
            findings.Add(
                $"manifest.when.{key}",
                text.Line,
                $"{Quote.Of(text.Text)} is not a range of versions.",
                error
            );
            return null;
        }

        // A shell without dpkg compares these, so they stay numbers.
        if (range.Bounds.Any(bound => !NumbersShape().IsMatch(bound.Version.Text)))
        {
            findings.Add(
                $"manifest.when.{key}",
                text.Line,
                $"{Quote.Of(text.Text)} is not a range of numbers.",
                "Its bounds are numbers with dots, at most 9 digits each: '>=22.04'."
            );
        }

        return range.Bounds.Count == 0 ? null : range;
    }

    private static IReadOnlyList<string> ArchitecturesOf(
        FieldReader fields,
        ManifestFindings findings
    )
    {
        var canonical = new List<string>();
        foreach (var arch in fields.Texts("arch"))
        {
            if (Architectures.Canonical(arch.Text) is not { } name)
            {
                findings.Add(
                    "manifest.when.arch",
                    arch.Line,
                    $"The architecture {Quote.Of(arch.Text)} is unknown.",
                    $"Known are {string.Join(", ", Architectures.All)}, and their usual spellings."
                );
            }
            else if (canonical.Contains(name))
            {
                findings.Add(
                    "manifest.list.duplicate",
                    arch.Line,
                    $"{Quote.Of(arch.Text)} is {name}, which stands in 'arch' already."
                );
            }
            else
            {
                canonical.Add(name);
            }
        }

        return canonical;
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._-]{0,62}\z")]
    private static partial Regex IdShape();

    [GeneratedRegex(@"\A[0-9]{1,9}(?:\.[0-9]{1,9}){0,7}\z")]
    private static partial Regex NumbersShape();
}
