using System.Text;

namespace Portal.Packaging.Tests.Archives;

/// <summary>Writes a random good component to disk: odd names, empty files and folders, links, executables.</summary>
internal static class RandomTree
{
    private static readonly string[] Words =
    [
        "driver",
        "read me",
        "Ünïcödé",
        "漢字",
        "шрифт",
        "a.b.c",
        ".hidden",
        "x86_64",
        "notes (1), final!",
        "😀",
        "می\u200Cخواهم",
        new('n', 100),
        new('m', 60),
    ];

    public static void Write(string folder, int seed, bool links = true, int longest = 230)
    {
        var random = new Random(seed);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "component.yaml"), $"component: x{seed}\n");
        var folders = new List<string> { "" };
        var files = new List<string> { "component.yaml" };
        for (var i = 0; i < 25; i++)
        {
            // The number keeps names apart where case or form would not.
            var name = Path.Combine(
                folders[random.Next(folders.Count)],
                $"{i}{Words[random.Next(Words.Length)]}"
            );
            if (Encoding.UTF8.GetByteCount(name) > longest || name.Count(c => c == '/') > 13)
            {
                continue;
            }

            var full = Path.Combine(folder, name);
            switch (random.Next(links ? 4 : 3))
            {
                case 0:
                    Directory.CreateDirectory(full);
                    folders.Add(name);
                    break;
                case 3:
                    var target = Path.GetRelativePath(
                        Path.GetDirectoryName("/" + name)!,
                        "/" + files[random.Next(files.Count)]
                    );
                    File.CreateSymbolicLink(full, target);
                    break;
                default:
                    WriteFile(full, random);
                    files.Add(name);
                    break;
            }
        }
    }

    private static void WriteFile(string path, Random random)
    {
        var bytes = new byte[
            random.Next(4) switch
            {
                0 => 0,
                1 => random.Next(20),
                2 => 512 * random.Next(4),
                _ => random.Next(300_000),
            }
        ];
        random.NextBytes(bytes);
        if (random.Next(2) == 0)
        {
            // Something that compresses, but not beyond the ratio.
            for (var i = 0; i < bytes.Length; i++)
            {
                bytes[i] &= 0x11;
            }
        }

        File.WriteAllBytes(path, bytes);
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.SetUnixFileMode(path, random.Next(3) == 0 ? mode | UnixFileMode.UserExecute : mode);
    }
}
