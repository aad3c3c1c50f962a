using System.Security.Cryptography;
using System.Text;
using Portal.Packaging.Versions;

namespace Portal.Installer.Tests;

/// <summary>A disc as a folder: the installers at its root, the install table, the sums, and components made by hand.</summary>
internal sealed class Disc
{
    private const string Columns =
        "order\tcomponent\tversion\trank\tdowngrade\tstage\trequires\tentry\tkind\tos\tdistro\tfamily\trelease\tplatform\tbuild\tedition"
        + "\tarch\tswitches\tproduct\tuninstall\tok\trestart\treboot\tfiles";

    private readonly List<string> _rows = [];
    private readonly string _product;
    private readonly string _version;
    private string _last = "";
    private int _order;
    private int _entry;

    public Disc(string path, string version = "1.0", string product = "guest-tools")
    {
        Path = path;
        _version = version;
        _product = product;
        foreach (var file in Directory.EnumerateFiles(Installers, "*", SearchOption.AllDirectories))
        {
            var copy = At(System.IO.Path.GetRelativePath(Installers, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        Write(
            "guest-tools/release.json",
            $"{{\n  \"version\": \"{version}\",\n  \"volumeId\": \"GUEST_TOOLS_{version.Replace('.', '_')}\"\n}}\n"
        );
    }

    /// <summary>What lies at the root of every disc.</summary>
    public static string Installers { get; } =
        System.IO.Path.Combine(AppContext.BaseDirectory, "installer/disc");

    public string Path { get; }

    public string At(string path) => System.IO.Path.Combine(Path, path);

    public Disc Write(string path, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
        return this;
    }

    /// <summary>A row of the table; rows of the same component follow each other.</summary>
    /// <param name="more">Other columns by name: os, distro, downgrade, stage, reboot ...; '-' where none is given.</param>
    public Disc Row(
        string component,
        string version,
        string kind,
        string files,
        string requires = "-",
        params (string Name, string Value)[] more
    )
    {
        _entry = component == _last ? _entry + 1 : 1;
        _order += component == _last ? 0 : 1;
        _last = component;
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["order"] = $"{_order}",
            ["component"] = component,
            ["version"] = version,
            ["rank"] = Rank(version),
            ["downgrade"] = "allow",
            ["stage"] = "default",
            ["requires"] = requires,
            ["entry"] = $"{_entry}",
            ["kind"] = kind,
            ["reboot"] = kind == "-" ? "-" : "asked",
            ["files"] = files,
        };
        foreach (var (name, value) in more)
        {
            fields[name] = value;
        }

        _rows.Add(
            string.Join(
                '\t',
                Columns.Split('\t').Select(name => fields.GetValueOrDefault(name, "-"))
            )
        );
        return this;
    }

    /// <summary>A component with one script, which records how it was called in the guest's file "calls", then does more.</summary>
    public Disc Script(
        string component,
        string version = "1.0",
        string body = "",
        string requires = "-",
        string shebang = "#!/bin/sh\n",
        params (string Name, string Value)[] more
    )
    {
        var path = $"projects/{component}/do it.sh";
        Write(
            path,
            $"{shebang}set -eu\n[ \"$1\" = status ] || echo \"{component} $1\" >>\"$CALLS\"\n{body}\n"
        );
        return Row(component, version, "script", path, requires, [("os", "linux"), .. more]);
    }

    /// <summary>Writes the table and the sums: the disc is as it is served.</summary>
    public Disc Burn() =>
        Burn(
            $"install-table\t2\t{_product}\t{_version}\t{Rank(_version)}\t1767225600\n{Columns}\n"
                + string.Concat(_rows.Select(row => row + "\n"))
        );

    /// <summary>The same, with another table.</summary>
    public Disc Burn(string table)
    {
        Write("guest-tools/install.tsv", table);
        foreach (var file in new[] { "guest-tools/SHA256SUMS", "guest-tools/SHA256SUMS.sig" })
        {
            File.Delete(At(file));
        }

        Write("guest-tools/SHA256SUMS", Sums());
        return this;
    }

    /// <summary>Puts the key onto the disc and signs the sums, which are written anew.</summary>
    public Disc Sign(RSA key)
    {
        Write("guest-tools/disc-key.pem", key.ExportSubjectPublicKeyInfoPem() + "\n");
        Burn();
        File.WriteAllBytes(
            At("guest-tools/SHA256SUMS.sig"),
            key.SignData(
                File.ReadAllBytes(At("guest-tools/SHA256SUMS")),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            )
        );
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

    private static string Rank(string version) => ComponentVersionNumber.Parse(version).SortKey;
}
