using System.Globalization;

namespace Portal.Packaging.Contents.Unicode;

/// <summary>
/// The pinned facts of the Unicode Character Database (<c>ucd-15.0.txt</c>, made by <c>generate.py</c>). Read on
/// first use, which ASCII paths never need.
/// </summary>
internal sealed class UnicodeTable
{
    private static readonly Lazy<UnicodeTable> Loaded = new(Load);

    private readonly List<(int First, int Last, CharacterClass Class)> _classes = [];
    private readonly Dictionary<int, byte> _combining = [];
    private readonly Dictionary<int, int[]> _canonical = [];
    private readonly Dictionary<int, int[]> _compatible = [];
    private readonly Dictionary<(int, int), int> _composed = [];
    private readonly Dictionary<int, int> _folded = [];

    public static UnicodeTable Instance => Loaded.Value;

    public CharacterClass ClassOf(int codePoint)
    {
        int low = 0;
        int high = _classes.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var (first, last, found) = _classes[middle];
            if (codePoint < first)
            {
                high = middle - 1;
            }
            else if (codePoint > last)
            {
                low = middle + 1;
            }
            else
            {
                return found;
            }
        }

        return CharacterClass.Plain;
    }

    /// <summary>The canonical combining class, 0 for a starter.</summary>
    public byte CombiningClassOf(int codePoint) => _combining.GetValueOrDefault(codePoint);

    /// <summary>One step of decomposition, or null when there is none.</summary>
    public int[]? DecompositionOf(int codePoint, bool compatible) =>
        _canonical.TryGetValue(codePoint, out var mapping) ? mapping
        : compatible ? _compatible.GetValueOrDefault(codePoint)
        : null;

    /// <summary>The primary composite of two code points, or null.</summary>
    public int? Compose(int first, int second) =>
        _composed.TryGetValue((first, second), out var composed) ? composed : null;

    /// <summary>Simple case folding (statuses C and S).</summary>
    public int Fold(int codePoint) => _folded.GetValueOrDefault(codePoint, codePoint);

    private static UnicodeTable Load()
    {
        using var resource =
            typeof(UnicodeTable).Assembly.GetManifestResourceStream("ucd.txt")
            ?? throw new InvalidOperationException(
                "The Unicode table is missing from the assembly."
            );
        using var reader = new StreamReader(resource);
        var table = new UnicodeTable();
        while (reader.ReadLine() is { } line)
        {
            if (line[0] != '#')
            {
                table.Add(line.Split(' '));
            }
        }

        table._classes.Sort();
        return table;
    }

    private void Add(string[] fields)
    {
        var code = Hex(fields[1]);
        switch (fields[0])
        {
            case "combining":
                for (var c = code; c <= Hex(fields[2]); c++)
                {
                    _combining[c] = byte.Parse(fields[3], CultureInfo.InvariantCulture);
                }

                break;
            case "canonical":
                _canonical[code] = Mapping(fields);
                _composed[(Hex(fields[2]), Hex(fields[3]))] = code;
                break;
            case "singleton":
                _canonical[code] = Mapping(fields);
                break;
            case "compatible":
                _compatible[code] = Mapping(fields);
                break;
            case "fold":
                _folded[code] = Hex(fields[2]);
                break;
            default:
                _classes.Add(
                    (code, Hex(fields[2]), Enum.Parse<CharacterClass>(fields[0], ignoreCase: true))
                );
                break;
        }
    }

    private static int[] Mapping(string[] fields) => Array.ConvertAll(fields[2..], Hex);

    private static int Hex(string text) =>
        int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
