using System.Text.RegularExpressions;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Oracles;

/// <summary>Other programs read from our images what went in, tree after tree.</summary>
[Trait("Speed", "Slow")]
public sealed partial class OurImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Trees =>
        ["odd", "deep", "many", "long-folders", "nasty-1", "nasty-2", "nasty-3", "nasty-4"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Trees))]
    public async Task Xorriso_finds_no_difference_to_the_folder(string tree)
    {
        var (image, path) = Write(tree);
        var source = _folder["source"];
        OracleTrees.WriteTo(source, image.WentIn);

        Assert.Empty(await DifferencesAsync(path, source));
    }

    [Fact]
    public async Task Xorriso_would_find_a_byte_that_differs()
    {
        var (image, path) = Write("odd");
        var source = _folder["source"];
        OracleTrees.WriteTo(source, image.WentIn);
        await File.WriteAllTextAsync(Path.Combine(source, "README.txt"), "Read me");
        File.Delete(Path.Combine(source, "case.txt"));

        var differences = await DifferencesAsync(path, source);

        Assert.Contains(differences, line => line.Contains("README.txt", StringComparison.Ordinal));
        Assert.Contains(differences, line => line.Contains("case.txt", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public async Task Bsdtar_extracts_the_tree(string tree)
    {
        var (image, path) = Write(tree);
        var target = Directory.CreateDirectory(_folder["out"]).FullName;

        // -P, because it takes a backslash at the beginning for a Windows root otherwise.
        await Tool.RunAsync("bsdtar", "-x", "-P", "-C", target, "-f", path);

        Compare.Same(image.WentIn, OracleTrees.ReadFrom(target));
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public async Task Isoinfo_lists_every_name_of_Rock_Ridge_and_of_Joliet(string tree)
    {
        var (image, path) = Write(tree);
        using var stream = File.OpenRead(path);
        var joliet = IsoReader.Open(stream, new IsoReadOptions { Namespace = IsoNamespace.Joliet });

        Assert.Equal(
            image.WentIn.Keys.Select(name => "/" + name),
            await ListAsync("-R", path, Utf8)
        );
        Assert.Equal(
            joliet.Entries.Select(entry => "/" + Latin1(entry.Path)).Order(StringComparer.Ordinal),
            await ListAsync("-J", path, text => text)
        );
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public async Task Seven_zip_finds_no_error_and_every_name_and_size_of_Joliet(string tree)
    {
        var (_, path) = Write(tree);
        using var stream = File.OpenRead(path);
        var joliet = IsoReader.Open(stream, new IsoReadOptions { Namespace = IsoNamespace.Joliet });

        await Tool.RunAsync("7z", "t", path);
        var listing = Utf8(await Tool.RunAsync("7z", "l", "-slt", path));

        var listed = ListedFile()
            .Matches(listing)
            .Select(match =>
                (
                    match.Groups["path"].Value,
                    match.Groups["folder"].Value == "+",
                    match.Groups["size"].Value is { Length: > 0 } size ? long.Parse(size, null) : 0
                )
            )
            .ToHashSet();
        Assert.Equal(
            joliet
                .Entries.Select(entry =>
                    (entry.Path, entry.Kind == IsoEntryKind.Directory, entry.Length)
                )
                .ToHashSet(),
            listed
        );
    }

    [Theory]
    [MemberData(nameof(Trees))]
    public void The_verifier_finds_nothing(string tree)
    {
        using var stream = new MemoryStream(OracleTrees.Make(tree).Write());

        var report = IsoVerifier.Inspect(stream);

        Assert.Empty(report.Findings);
        Assert.True(report.IsComplete);
    }

    private static string Utf8(string latin1) =>
        System.Text.Encoding.UTF8.GetString(System.Text.Encoding.Latin1.GetBytes(latin1));

    /// <summary>How isoinfo shows a UCS-2 name: everything beyond Latin-1 is an underscore.</summary>
    private static string Latin1(string path) =>
        string.Concat(path.Select(c => c > 0xFF ? '_' : c));

    private (TestImage Image, string Path) Write(string tree)
    {
        var image = OracleTrees.Make(tree);
        var path = _folder["image.iso"];
        File.WriteAllBytes(path, image.Write());
        return (image, path);
    }

    /// <summary>What xorriso says beyond modes, owners and times, which are not the folder's on our images.</summary>
    private static async Task<List<string>> DifferencesAsync(string path, string source)
    {
        var output = await Tool.RunAsync("xorriso", "-indev", path, "-compare_r", source, "/");
        return
        [
            .. output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !Attribute().IsMatch(line) && line != "Differences detected."),
        ];
    }

    private static async Task<IEnumerable<string>> ListAsync(
        string names,
        string path,
        Func<string, string> decode
    ) =>
        decode(await Tool.RunAsync("isoinfo", names, "-f", "-i", path))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Order(StringComparer.Ordinal);

    [GeneratedRegex(@" \(DISK\) : (?:st_mode|st_uid|st_gid|st_mtime|st_ctime|st_atime) *:")]
    private static partial Regex Attribute();

    [GeneratedRegex(
        @"^Path = (?<path>.+)\nFolder = (?<folder>[+-])\nSize = (?<size>\d*)\n",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex ListedFile();
}
