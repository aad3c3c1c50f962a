using System.Text;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Oracles;

/// <summary>Trees that are given to other programs, by name; the same each time.</summary>
internal static class OracleTrees
{
    /// <summary>Units that readers have trouble with; none that a terminal's listing would fold.</summary>
    private static readonly string[] NastyUnits =
    [
        "a",
        "B",
        "b",
        "0",
        ".",
        "-",
        "_",
        "~",
        "é",
        "É",
        "ß",
        "漢",
        "*",
        ":",
        ";",
        "?",
        "\\",
        "'",
        "\"",
        "$",
        "#",
        "%",
        "+",
        ",",
        "=",
        "[",
        "]",
        "(",
        "&",
    ];

    /// <summary>Those that every tool writes to every namespace, so that what it writes can be compared.</summary>
    private static readonly string[] TameUnits =
    [
        "a",
        "k",
        "z",
        "Q",
        "0",
        "7",
        "-",
        "_",
        "é",
        "漢",
    ];

    /// <summary>"odd", "deep", "many", "long-folders", "nasty-SEED" or "tame-SEED".</summary>
    public static TestImage Make(string name) =>
        name switch
        {
            "odd" => TestImage.WithOddNames(),
            "deep" => Deep(),
            "many" => Many(),
            "long-folders" => LongFolders(),
            _ when name.StartsWith("nasty-", StringComparison.Ordinal) => Random(
                name["nasty-".Length..],
                NastyUnits,
                longest: 253
            ),
            _ => Random(name["tame-".Length..], TameUnits, longest: 50),
        };

    /// <summary>Writes what went in as files of a folder, with modes and times as on our images.</summary>
    public static void WriteTo(string folder, IReadOnlyDictionary<string, string> wentIn)
    {
        Directory.CreateDirectory(folder);
        foreach (var (path, content) in wentIn)
        {
            var full = Path.Combine(folder, path);
            if (content == TestImage.OfDirectory)
            {
                Directory.CreateDirectory(full);
            }
            else if (content.StartsWith("link ", StringComparison.Ordinal))
            {
                File.CreateSymbolicLink(full, content["link ".Length..]);
            }
            else
            {
                File.WriteAllBytes(full, Convert.FromHexString(content["file ".Length..]));
            }
        }
    }

    /// <summary>A folder's entries, in the form of what went in.</summary>
    public static SortedDictionary<string, string> ReadFrom(string folder)
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

    /// <summary>An image's entries, in the form of what went in.</summary>
    public static SortedDictionary<string, string> ReadFrom(IsoReader reader)
    {
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

    private static TestImage Deep()
    {
        var image = new TestImage().File("1/2/3/4/5/6/7/8/9/10/11/12/file", "twelve levels down");
        for (var depth = 1; depth <= 12; depth++)
        {
            var folder = string.Join('/', Enumerable.Range(1, depth));
            if (depth < 12)
            {
                image.Directory($"{folder}/empty {depth}");
            }

            image.File($"{folder}/file at {depth}", $"depth {depth}");
        }

        return image.Symlink("1/2/3/4/5/6/7/8/9/10/11/12/up", "../../../file at 9");
    }

    private static TestImage Many()
    {
        var image = new TestImage();
        for (var i = 0; i < 3000; i++)
        {
            image.File($"flat/file-{i:0000}.txt", $"file {i % 700}");
        }

        for (var i = 0; i < 400; i++)
        {
            image.File($"folders/folder-{i:000}/file", $"{i}");
        }

        return image;
    }

    /// <summary>
    /// Folders whose names do not fit into their records: more than one block of them in one folder, some below each
    /// other, some empty, and beside files and links that go on elsewhere too. Targets end before isoinfo does, which
    /// has no room for 1024 bytes, and so does xorriso; paths as well.
    /// </summary>
    private static TestImage LongFolders()
    {
        var image = new TestImage();
        for (var i = 0; i < 30; i++)
        {
            var folder = $"{i:00} {new string('n', 110 + (5 * i) - (i > 27 ? 10 : 0))}";
            image.Directory($"{folder}/{new string('e', 253)}");
            image.File($"{folder}/{i} {new string('f', 240)}", $"{i}");
            image.Symlink(
                $"{folder}/{i} {new string('l', 240)}",
                string.Join('/', Enumerable.Repeat(new string('t', 250), 4))
            );
        }

        var nested = "";
        for (var depth = 1; depth <= 4; depth++)
        {
            nested += $"{depth} {new string('d', 240)}/";
            image.File($"{nested}file", $"{depth}");
        }

        return image;
    }

    private static TestImage Random(string seed, string[] units, int longest)
    {
        var random = new Random(int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture));
        var image = new TestImage();
        List<string> folders = [""];
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (taken.Count < 150)
        {
            var folder = folders[random.Next(folders.Count)];
            var name = Name(random, units, random.Next(10) == 0 ? longest : random.Next(1, 30));
            var path = folder + name;
            // xorriso leaves out of Joliet what lies at a path of more than 240 bytes, two for each character.
            if (name is "." or ".." || (longest < 64 && path.Length > 110) || !taken.Add(path))
            {
                continue;
            }

            switch (random.Next(10))
            {
                case 0 or 1 when path.Count(c => c == '/') < 10:
                    image.Directory(path);
                    folders.Add(path + "/");
                    break;
                case 2:
                    image.Symlink(path, random.Next(2) == 0 ? $"../{name}" : $"/usr/{name}/x");
                    break;
                default:
                    var sizes = new[] { 0, 1, 2047, 2048, 2049, random.Next(20_000) };
                    var size = sizes[random.Next(sizes.Length)];
                    image.File(path, TestImage.Noise(size, size), random.Next(4) == 0);
                    break;
            }
        }

        return image;
    }

    private static string Name(Random random, string[] units, int length)
    {
        var name = new StringBuilder();
        var bytes = 0;
        while (true)
        {
            var unit = units[random.Next(units.Length)];
            bytes += Encoding.UTF8.GetByteCount(unit);
            if (bytes > length && name.Length > 0)
            {
                return name.ToString();
            }

            name.Append(unit);
        }
    }
}
