namespace Portal.Iso9660.Tests.Support;

/// <summary>A small image under construction: tree and contents together.</summary>
internal sealed class TestImage
{
    public const long Epoch = 1_700_000_000; // 2023-11-14T22:13:20Z

    public const string OfDirectory = "directory";

    private readonly IsoTreeBuilder _tree = new();
    private readonly SortedDictionary<string, string> _wentIn = new(StringComparer.Ordinal);

    /// <summary>Every path, implied ones too, with its content in one line: what must come back.</summary>
    public IReadOnlyDictionary<string, string> WentIn => _wentIn;

    public Contents Contents { get; } = new();

    public IsoProfile Profile { get; set; } = new("GUEST_TOOLS_1_0", Epoch);

    public TestImage File(string path, byte[] bytes, bool executable = false)
    {
        _tree.AddFile(path, bytes.Length, Contents.Add(bytes), executable);
        return Remember(path, OfFile(bytes));
    }

    public TestImage File(string path, string text = "") =>
        File(path, System.Text.Encoding.UTF8.GetBytes(text));

    public TestImage Directory(string path)
    {
        _tree.AddDirectory(path);
        return Remember(path, OfDirectory);
    }

    public TestImage Symlink(string path, string target)
    {
        _tree.AddSymlink(path, target);
        return Remember(path, OfLink(target));
    }

    public IsoLayout Plan() => IsoLayout.Plan(_tree.Build(), Profile);

    public byte[] Write() => Write(Plan());

    public byte[] Write(IsoLayout layout)
    {
        using var image = new MemoryStream();
        // Memory to memory: the task is complete when it is returned.
        var writing = IsoWriter.WriteAsync(layout, Contents, image);
        Assert.True(writing.IsCompletedSuccessfully, $"{writing.Exception}");
        return image.ToArray();
    }

    public static string OfFile(ReadOnlySpan<byte> bytes) => "file " + Convert.ToHexString(bytes);

    public static string OfLink(string? target) => "link " + target;

    /// <summary>Bytes that differ at every position of every length.</summary>
    public static byte[] Noise(int length, int seed = 1)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>One of everything that has a form of its own on an image.</summary>
    public static TestImage WithOddNames() =>
        new TestImage()
            .File("README.txt", "read me")
            .File("install.sh", Noise(3000), executable: true)
            .File("empty")
            .File("exactly one sector.bin", Noise(2048, 2))
            .File("one byte more.bin", Noise(2049, 3))
            .File("Case.txt", "upper")
            .File("case.txt", "lower")
            .File("twin-1", "the same bytes")
            .File("folder with spaces/twin 2", "the same bytes")
            .File(new string('n', 96) + ".inf", "a name of a hundred characters")
            .File("größe/ünïcödé-漢字-😀.txt", "unicode")
            .File("l1/l2/l3/l4/l5/l6/deep.txt", "six levels down")
            .File("l1/.hidden", "dot")
            .File("l1/trailing dot.", "dot")
            .File("l1/a*b?c.txt", "not in Joliet")
            .Directory("empty folder")
            .Symlink("l1/up", "../README.txt")
            .Symlink("l1/root", "/usr/lib/x")
            .Symlink(
                "l1/long",
                string.Join('/', Enumerable.Range(0, 90).Select(i => $"segment{i}"))
            );

    private TestImage Remember(string path, string content)
    {
        for (var slash = path.IndexOf('/'); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            _wentIn[path[..slash]] = OfDirectory;
        }

        _wentIn[path] = content;
        return this;
    }
}
