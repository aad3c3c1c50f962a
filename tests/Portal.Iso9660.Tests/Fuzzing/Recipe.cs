using System.Globalization;
using System.Text.RegularExpressions;
using Portal.Iso9660.Tests.Support;

namespace Portal.Iso9660.Tests.Fuzzing;

/// <summary>
/// Makes the image of a corpus file. Its lines: <c>label NAME</c>, <c>joliet long|standard|none</c>, <c>file BYTES
/// PATH</c>, <c>dir PATH</c>, <c>link TARGET PATH</c>, or <c>raw NAME</c> for one of <see cref="ForeignImages"/>.
/// <c>{60n}</c> is sixty times "n".
/// </summary>
internal static partial class Recipe
{
    /// <summary>The images of all corpus files, by name.</summary>
    public static IReadOnlyList<(string Name, byte[] Image)> All()
    {
        var assembly = typeof(Recipe).Assembly;
        return
        [
            .. assembly
                .GetManifestResourceNames()
                .Where(name => name.Contains(".Corpus.", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name =>
                {
                    using var text = new StreamReader(assembly.GetManifestResourceStream(name)!);
                    return (name, Make(text.ReadToEnd()));
                }),
        ];
    }

    public static byte[] Make(string text)
    {
        var image = new TestImage();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = Times().Replace(line, Repeat).Split(' ', 3);
            switch (words[0])
            {
                case "raw":
                    return Foreign(words[1]).Build();
                case "label":
                    image.Profile = image.Profile with { VolumeId = words[1] };
                    break;
                case "joliet":
                    image.Profile = image.Profile with
                    {
                        Joliet = Enum.Parse<IsoJoliet>(words[1], ignoreCase: true),
                    };
                    break;
                case "file":
                    var length = int.Parse(words[1], CultureInfo.InvariantCulture);
                    image.File(words[2], TestImage.Noise(length, length));
                    break;
                case "dir":
                    image.Directory(string.Join(' ', words[1..]));
                    break;
                case "link":
                    image.Symlink(words[2], words[1]);
                    break;
                default:
                    throw new FormatException($"No recipe: '{line}'.");
            }
        }

        return image.Write();
    }

    private static RawImage Foreign(string name) =>
        name switch
        {
            "relocated" => ForeignImages.Relocated(),
            "odd-lengths" => ForeignImages.WithOddLengths(),
            "extended-architecture" => ForeignImages.WithExtendedArchitecture(),
            "sections" => ForeignImages.WithSections(describedFirst: true),
            _ => throw new FormatException($"No foreign image: '{name}'."),
        };

    private static string Repeat(Match match) =>
        new(
            match.Groups[2].Value[0],
            int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
        );

    [GeneratedRegex(@"\{(\d+)(.)\}")]
    private static partial Regex Times();
}
