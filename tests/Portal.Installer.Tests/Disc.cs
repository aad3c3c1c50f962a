using System.Security.Cryptography;
using System.Text;

namespace Portal.Installer.Tests;

/// <summary>A disc as a folder: install.sh at its root, the install table, the sums, and components made by hand.</summary>
internal sealed class Disc
{
    private const string Columns =
        "order\tcomponent\tversion\tstage\trequires\tentry\tkind\tos\tdistro\tfamily\trelease\tplatform\tbuild\tedition\tarch\tfiles";

    private readonly List<string> _rows = [];
    private string _last = "";
    private int _order;
    private int _entry;

    public Disc(string path)
    {
        Path = path;
        Directory.CreateDirectory(System.IO.Path.Combine(path, "guest-tools"));
        File.Copy(
            System.IO.Path.Combine(AppContext.BaseDirectory, "install.sh"),
            At("install.sh"),
            overwrite: true
        );
        Write("guest-tools/release.json", "{}\n");
    }

    public string Path { get; }

    public string At(string path) => System.IO.Path.Combine(Path, path);

    public Disc Write(string path, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
        return this;
    }

    /// <summary>A row of the table; rows of the same component follow each other.</summary>
    /// <param name="conditions">os, distro, family, release, platform, build, edition, arch: by name, '-' otherwise.</param>
    public Disc Row(
        string component,
        string version,
        string kind,
        string files,
        string requires = "-",
        params (string Name, string Value)[] conditions
    )
    {
        _entry = component == _last ? _entry + 1 : 1;
        _order += component == _last ? 0 : 1;
        _last = component;
        string[] names =
        [
            "os",
            "distro",
            "family",
            "release",
            "platform",
            "build",
            "edition",
            "arch",
        ];
        var values = names.Select(name =>
            conditions.FirstOrDefault(c => c.Name == name).Value ?? "-"
        );
        _rows.Add(
            $"{_order}\t{component}\t{version}\tdefault\t{requires}\t{_entry}\t{kind}\t{string.Join('\t', values)}\t{files}"
        );
        return this;
    }

    /// <summary>A component with one script, which records how it was called in the guest's file "calls", then does more.</summary>
    public Disc Script(
        string component,
        string version = "1.0",
        string body = "",
        string requires = "-",
        string shebang = "#!/bin/sh\n"
    )
    {
        var path = $"projects/{component}/do it.sh";
        Write(
            path,
            $"{shebang}set -eu\n[ \"$1\" = status ] || echo \"{component} $1\" >>\"$CALLS\"\n{body}\n"
        );
        return Row(component, version, "script", path, requires, ("os", "linux"));
    }

    /// <summary>Writes the table and the sums: the disc is as it is served.</summary>
    public Disc Burn() =>
        Burn(
            "install-table\t1\n" + Columns + "\n" + string.Concat(_rows.Select(row => row + "\n"))
        );

    /// <summary>The same, with another table.</summary>
    public Disc Burn(string table)
    {
        Write("guest-tools/install.tsv", table);
        File.Delete(At("guest-tools/SHA256SUMS"));
        Write("guest-tools/SHA256SUMS", Sums());
        return this;
    }

    /// <summary>Every file with its digest, to show that nothing was written.</summary>
    public string Sums()
    {
        var text = new StringBuilder();
        foreach (
            var file in Directory
                .EnumerateFiles(Path, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
        )
        {
            var digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
            text.Append(digest)
                .Append("  ")
                .Append(System.IO.Path.GetRelativePath(Path, file))
                .Append('\n');
        }

        return text.ToString();
    }
}
