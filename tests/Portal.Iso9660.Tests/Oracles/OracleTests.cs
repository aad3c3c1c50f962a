using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Oracles;

/// <summary>What other programs read from our image is what went in, and what they write we read.</summary>
public sealed partial class OracleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestImage _image = TestImage.WithOddNames();
    private readonly string _path;

    public OracleTests()
    {
        _path = _folder["image.iso"];
        File.WriteAllBytes(_path, _image.Write());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Bsdtar_extracts_the_tree()
    {
        var target = Directory.CreateDirectory(_folder["out"]).FullName;

        await Tool.RunAsync("bsdtar", "-x", "-C", target, "-f", _path);

        Assert.Equal(_image.WentIn, Disk(target));
    }

    [Fact]
    public async Task Xorriso_extracts_the_tree()
    {
        var target = _folder["out"];

        await Tool.RunAsync("xorriso", "-osirrox", "on", "-indev", _path, "-extract", "/", target);

        Assert.Equal(_image.WentIn, Disk(target));
    }

    [Fact]
    public async Task Xorriso_lists_names_modes_and_targets()
    {
        var listing = await Tool.RunAsync(
            "xorriso",
            "-indev",
            _path,
            "-find",
            "/",
            "-exec",
            "lsdl"
        );
        var lines = Utf8(listing).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        foreach (var (path, content) in _image.WentIn)
        {
            var target = content.StartsWith("link ", StringComparison.Ordinal)
                ? content["link ".Length..]
                : null;
            var mode = (content, path) switch
            {
                (TestImage.OfDirectory, _) => "dr-xr-xr-x",
                _ when target is not null => "lr-xr-xr-x",
                (_, "install.sh") => "-r-xr-xr-x",
                _ => "-r--r--r--",
            };
            var name = $"'/{path}'" + (target is null ? "" : $" -> '{target}'");
            Assert.Contains(
                lines,
                line =>
                    line.StartsWith(mode, StringComparison.Ordinal)
                    && line.EndsWith(name, StringComparison.Ordinal)
            );
        }

        Assert.Equal(1 + _image.WentIn.Count, lines.Length);
    }

    [Fact]
    public async Task Isoinfo_lists_every_name_of_Rock_Ridge()
    {
        var paths = Utf8(await Tool.RunAsync("isoinfo", "-R", "-f", "-i", _path)).Split('\n');

        Assert.Equal(
            _image.WentIn.Keys.Select(path => "/" + path),
            paths.Where(path => path.Length > 0).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Isoinfo_finds_every_name_and_byte_of_Joliet()
    {
        var image = await File.ReadAllBytesAsync(_path);
        var reader = IsoReader.Open(
            new MemoryStream(image),
            new IsoReadOptions { Namespace = IsoNamespace.Joliet }
        );
        var listed = await ListJolietAsync();

        Assert.Equal(
            reader.Entries.Select(entry => Latin1(entry.Path)).Order(StringComparer.Ordinal),
            listed.Keys
        );
        foreach (var entry in reader.Entries.Where(entry => entry.Kind == IsoEntryKind.File))
        {
            using var bytes = new MemoryStream();
            await using var file = reader.OpenFile(entry);
            await file.CopyToAsync(bytes);
            var (sector, length) = listed[Latin1(entry.Path)];
            Assert.Equal(bytes.ToArray(), image.AsSpan(sector * 2048, length).ToArray());
        }

        // Names that no Joliet reader can show are the only ones that differ from the tree.
        var changed = _image.Plan().Remarks.Select(remark => remark.Path);
        Assert.Equal(
            _image.WentIn.Keys.Except(changed).Select(Latin1).Order(StringComparer.Ordinal),
            listed.Keys.Intersect(_image.WentIn.Keys.Select(Latin1)).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("exactly one sector.bin")]
    [InlineData("folder with spaces/twin 2")]
    [InlineData("l1/l2/l3/l4/l5/l6/deep.txt")]
    public async Task Isoinfo_extracts_from_Joliet(string path)
    {
        var bytes = Encoding.Latin1.GetBytes(
            await Tool.RunAsync("isoinfo", "-J", "-i", _path, "-x", "/" + path)
        );

        Assert.Equal(_image.WentIn[path], TestImage.OfFile(bytes));
    }

    [Fact]
    public async Task Seven_zip_finds_no_error() => await Tool.RunAsync("7z", "t", _path);

    [Theory]
    [InlineData("xorriso", "-as", "mkisofs", "-quiet", "-R", "-J", "-o")]
    [InlineData("genisoimage", "-quiet", "-R", "-J", "-joliet-long", "-o")]
    public async Task We_read_what_others_write(string program, params string[] arguments)
    {
        var source = _folder["tree"];
        await Tool.RunAsync("xorriso", "-osirrox", "on", "-indev", _path, "-extract", "/", source);
        // genisoimage hangs on targets of that length.
        File.Delete(Path.Combine(source, "l1/long"));
        var foreign = _folder["foreign.iso"];

        await Tool.RunAsync(program, [.. arguments, foreign, source]);

        Assert.Equal(Disk(source), Seen(foreign));
        await using var stream = File.OpenRead(foreign);
        var joliet = IsoReader.Open(stream, new IsoReadOptions { Namespace = IsoNamespace.Joliet });
        Assert.Contains(joliet.Entries, entry => entry.Path == "l1/l2/l3/l4/l5/l6/deep.txt");
    }

    [Fact]
    public async Task We_follow_directories_that_another_tool_relocated()
    {
        var source = _folder["tree"];
        var deep = Directory.CreateDirectory(Path.Combine(source, "1/2/3/4/5/6/7/8/9/10")).FullName;
        await File.WriteAllTextAsync(Path.Combine(deep, "file"), "deep");
        var foreign = _folder["foreign.iso"];

        await Tool.RunAsync("genisoimage", "-quiet", "-R", "-o", foreign, source);

        var seen = Seen(foreign);
        Assert.Equal(TestImage.OfFile("deep"u8), seen["1/2/3/4/5/6/7/8/9/10/file"]);
        Assert.Superset(Disk(source).Keys.ToHashSet(), seen.Keys.ToHashSet());
    }

    private static string Utf8(string latin1) =>
        Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin1));

    /// <summary>How isoinfo shows a UCS-2 name: everything beyond Latin-1 is an underscore.</summary>
    private static string Latin1(string path) =>
        string.Concat(path.Select(c => c > 0xFF ? '_' : c));

    private static SortedDictionary<string, string> Seen(string image)
    {
        using var stream = File.OpenRead(image);
        var reader = IsoReader.Open(stream);
        var seen = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in reader.Entries)
        {
            seen[entry.Path] = entry.Kind switch
            {
                IsoEntryKind.Directory => TestImage.OfDirectory,
                IsoEntryKind.Symlink => TestImage.OfLink(entry.LinkTarget),
                _ => TestImage.OfFile(Bytes(reader, entry)),
            };
        }

        return seen;
    }

    private static byte[] Bytes(IsoReader reader, IsoEntry entry)
    {
        using var file = reader.OpenFile(entry);
        var bytes = new byte[entry.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static SortedDictionary<string, string> Disk(string folder)
    {
        var seen = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Walk(new DirectoryInfo(folder));
        return seen;

        void Walk(DirectoryInfo directory)
        {
            foreach (var info in directory.EnumerateFileSystemInfos())
            {
                var path = Path.GetRelativePath(folder, info.FullName);
                if (info.LinkTarget is not null)
                {
                    seen[path] = TestImage.OfLink(info.LinkTarget);
                }
                else if (info is DirectoryInfo child)
                {
                    seen[path] = TestImage.OfDirectory;
                    Walk(child);
                }
                else
                {
                    seen[path] = TestImage.OfFile(File.ReadAllBytes(info.FullName));
                }
            }
        }
    }

    private async Task<SortedDictionary<string, (int Sector, int Length)>> ListJolietAsync()
    {
        var listing = await Tool.RunAsync("isoinfo", "-J", "-l", "-i", _path);
        var listed = new SortedDictionary<string, (int, int)>(StringComparer.Ordinal);
        var folder = "";
        foreach (var line in listing.Split('\n'))
        {
            if (line.StartsWith("Directory listing of ", StringComparison.Ordinal))
            {
                folder = line["Directory listing of /".Length..];
            }
            else if (
                ListingLine().Match(line) is { Success: true } match
                && match.Groups[3].Value is not ("." or "..")
            )
            {
                listed[folder + match.Groups[3].Value] = (
                    int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture),
                    int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
                );
            }
        }

        return listed;
    }

    [GeneratedRegex(@"\A[-d]-{9}(?:\s+\d+){3}\s+(\d+) .{11} \[\s*(\d+) \d\d\]  (.*) \z")]
    private static partial Regex ListingLine();
}
