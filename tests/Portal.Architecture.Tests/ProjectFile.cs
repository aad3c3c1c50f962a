using System.Xml.Linq;

namespace Portal.Architecture;

/// <summary>A .csproj of ours.</summary>
internal sealed class ProjectFile(string path, string text)
{
    private readonly XElement _root = XElement.Parse(text);

    /// <summary>Relative to the repository, '/'-separated.</summary>
    public string Path { get; } = path;

    /// <summary>Its name without folder and ending: <c>Portal.Core</c>.</summary>
    public string Name => NameOf(Path);

    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    public string Sdk => (string?)_root.Attribute("Sdk") ?? "";

    /// <summary>The names of the projects it refers to.</summary>
    public IEnumerable<string> References =>
        Items("ProjectReference").Select(item => NameOf(Included(item)));

    public IEnumerable<string> Frameworks => Items("FrameworkReference").Select(Included);

    /// <summary>Namespaces that the project file imports into every source.</summary>
    public IEnumerable<string> Usings => Items("Using").Select(Included);

    public IEnumerable<string> PackagesWithVersion =>
        Items("PackageReference")
            .Where(item => Says(item, "Version") || Says(item, "VersionOverride"))
            .Select(Included);

    private IEnumerable<XElement> Items(string name) =>
        _root.Descendants().Where(item => item.Name.LocalName == name);

    private static bool Says(XElement item, string name) =>
        item.Attribute(name) is not null
        || item.Elements().Any(child => child.Name.LocalName == name);

    private static string Included(XElement item) =>
        (string?)item.Attribute("Include") ?? (string?)item.Attribute("Update") ?? "";

    private static string NameOf(string path) =>
        System.IO.Path.GetFileNameWithoutExtension(path.Replace('\\', '/').Split('/')[^1]);
}
