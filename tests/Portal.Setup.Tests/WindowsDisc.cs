using System.Security.Cryptography;
using System.Text;
using Portal.Packaging.Versions;

namespace Portal.Setup.Tests;

/// <summary>A disc as a folder: install table, sums, and components made by hand.</summary>
internal sealed class WindowsDisc(string path, string version = "1.0")
{
    private const string Columns =
        "order\tcomponent\tversion\trank\tdowngrade\tstage\trequires\tentry\tkind\tos\tdistro\tfamily\trelease\tplatform\tbuild\tedition"
        + "\tarch\tswitches\tproduct\tuninstall\tok\trestart\treboot\tfiles";

    private readonly List<string> _rows = [];

    public string Path { get; } = path;

    public string At(string file) => System.IO.Path.Combine(Path, file);

    public WindowsDisc Write(string file, string text)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(At(file))!);
        File.WriteAllText(At(file), text);
        return this;
    }

    /// <summary>A row of the table; rows of the same component follow each other.</summary>
    /// <param name="more">Other columns by name; '-' where none is given.</param>
    public WindowsDisc Row(
        string component,
        string componentVersion,
        string kind,
        string files,
        params (string Name, string Value)[] more
    )
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["order"] = "1",
            ["component"] = component,
            ["version"] = componentVersion,
            ["rank"] = Rank(componentVersion),
            ["downgrade"] = "allow",
            ["stage"] = "default",
            ["entry"] = "1",
            ["kind"] = kind,
            ["os"] = "windows",
            ["ok"] = kind == "inf" ? "0,259" : "0",
            ["restart"] = "1641,3010",
            ["reboot"] = "asked",
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

    /// <summary>A component that is one MSI package.</summary>
    /// <param name="product">Code, such as <c>{A-1}</c>.</param>
    public WindowsDisc Msi(
        string component,
        string componentVersion,
        string product,
        string msiVersion,
        string family = "{A}",
        params (string Name, string Value)[] more
    )
    {
        var file = $"projects/{component}/the agent.msi";
        Write(file, $"{product}\n{msiVersion}\n{family}\n");
        return Row(component, componentVersion, "msi", file, more);
    }

    /// <summary>A component that is one driver.</summary>
    /// <param name="publisher">Who signed it, and a problem in the next line if there is one; null: nobody.</param>
    public WindowsDisc Driver(
        string component,
        string componentVersion,
        string? publisher = "Microsoft",
        params (string Name, string Value)[] more
    )
    {
        var folder = $"projects/{component}/w10/amd64";
        Write(
            $"{folder}/{component}.inf",
            $"; {component}\r\n[Version]\r\nSignature=\"$Windows NT$\"\r\nCatalogFile = {component}.cat ; signs it\r\nDriverVer=1/1/2026,{componentVersion}\r\n"
        );
        if (publisher is not null)
        {
            Write($"{folder}/{component}.cat", publisher + "\n");
        }

        return Row(component, componentVersion, "inf", $"{folder}/{component}.inf", more);
    }

    /// <summary>Writes the table and the sums: the disc is as it is served.</summary>
    public WindowsDisc Burn() =>
        Burn(
            $"install-table\t2\tguest-tools\t{version}\t{Rank(version)}\t1767225600\n{Columns}\n"
                + string.Concat(_rows.Select(row => row + "\n"))
        );

    /// <summary>The same, with another table.</summary>
    public WindowsDisc Burn(string table)
    {
        Write("guest-tools/install.tsv", table);
        Write("guest-tools/release.json", $"{{\"version\": \"{version}\"}}\n");
        File.Delete(At("guest-tools/SHA256SUMS"));
        var sums = new StringBuilder();
        foreach (
            var file in Directory
                .EnumerateFiles(Path, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
        )
        {
            sums.Append(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))))
                .Append("  ")
                .Append(System.IO.Path.GetRelativePath(Path, file))
                .Append('\n');
        }

        Write("guest-tools/SHA256SUMS", sums.ToString());
        return this;
    }

    private static string Rank(string text) => ComponentVersionNumber.Parse(text).SortKey;
}
