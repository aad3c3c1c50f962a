using System.Text;
using Portal.Packaging.Contents;
using Portal.Packaging.Manifests;
using Portal.Protocol;
using Portal.Protocol.Problems;

namespace Portal.Packaging.Tests.Manifests;

/// <summary>Builds what the tests of manifests, resolver, locks and discs need.</summary>
internal static class A
{
    /// <summary>A manifest from its text, which must be right.</summary>
    public static ComponentManifest Manifest(string yaml)
    {
        var result = ManifestReader.Read(Encoding.UTF8.GetBytes(yaml));
        Assert.Equal([], result.Findings);
        return result.Manifest!;
    }

    /// <summary>A right manifest of the least that is needed, with more lines.</summary>
    public static string Yaml(string component, string version = "1.0", string more = "") =>
        $"component: {component}\nversion: \"{version}\"\nsummary: The {component}\nlicense: MIT\n{more}";

    /// <summary>Files from paths and texts; a path that ends with '*' is executable.</summary>
    public static ContentList Content(params (string Path, string Text)[] files) =>
        Content(files.Select(file => File(file.Path, file.Text)));

    public static ContentList Content(IEnumerable<ContentEntry> entries)
    {
        Assert.True(
            ContentList.TryCreate(entries, out var list, out var findings),
            string.Join('\n', findings)
        );
        return list;
    }

    public static ContentEntry File(string path, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return ContentEntry.File(
            ContentPath.Parse(path.TrimEnd('*')),
            path.EndsWith('*'),
            bytes.Length,
            Digest.Of(bytes)
        );
    }

    /// <summary>Findings as text, one a line.</summary>
    public static string Listing(IEnumerable<Finding> findings) => string.Join('\n', findings);
}
