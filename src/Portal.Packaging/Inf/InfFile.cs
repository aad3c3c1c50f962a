using System.Text;

namespace Portal.Packaging.Inf;

/// <summary>
/// A Windows INF file: sections of lines, and strings that lines name as <c>%name%</c>. It reads what Windows reads and
/// judges nothing: a line that makes no sense is a line nobody asks for.
/// </summary>
public sealed class InfFile
{
    /// <summary>In bytes: larger ones are refused. The largest that Windows itself ships has 2 MiB.</summary>
    public const int MaximumLength = 8 * 1024 * 1024;

    /// <summary>In characters, of a value with its strings in place; what is longer is cut.</summary>
    public const int MaximumText = 4096;

    private readonly Dictionary<string, List<InfLine>> _sections = new(
        StringComparer.OrdinalIgnoreCase
    );
    private readonly Dictionary<string, string> _strings = new(StringComparer.OrdinalIgnoreCase);

    private InfFile() { }

    /// <summary>The names of all sections, each once, in the order of the file.</summary>
    public IReadOnlyCollection<string> Sections => _sections.Keys;

    /// <summary>Reads a file: UTF-16, UTF-8 or Latin-1.</summary>
    /// <exception cref="InvalidDataException">It has more than <see cref="MaximumLength"/> bytes.</exception>
    public static InfFile Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaximumLength)
        {
            throw new InvalidDataException(
                $"An INF file has at most {MaximumLength} bytes, not {bytes.Length}."
            );
        }

        var file = new InfFile();
        List<InfLine>? section = null;
        foreach (var part in InfLines.Read(InfText.Decode(bytes)))
        {
            if (part.Section is { } name)
            {
                // A section that comes twice is one.
                if (!file._sections.TryGetValue(name, out section))
                {
                    file._sections.Add(name, section = []);
                }
            }
            else
            {
                section?.Add(part.Line!);
            }
        }

        file.ReadStrings();
        return file;
    }

    /// <summary>The lines of a section, in any case of its name; none when it is not there.</summary>
    public IReadOnlyList<InfLine> Section(string name) => _sections.GetValueOrDefault(name) ?? [];

    /// <summary>The values of the first line with a key, in any case, with their strings; none when it is not there.</summary>
    public IReadOnlyList<string> Values(string section, string key) =>
        Section(section)
            .FirstOrDefault(line =>
                string.Equals(line.Key, key, StringComparison.OrdinalIgnoreCase)
            )
            ?.Values.Select(Expand)
            .ToList()
        ?? [];

    /// <summary>A text with its strings in place of <c>%name%</c>; <c>%%</c> is a percent sign, an unknown name stays.</summary>
    public string Expand(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var expanded = new StringBuilder();
        var rest = text.AsSpan();
        while (!rest.IsEmpty && expanded.Length < MaximumText)
        {
            var begin = rest.IndexOf('%');
            var length = begin < 0 ? -1 : rest[(begin + 1)..].IndexOf('%');
            if (length < 0)
            {
                expanded.Append(rest);
                break;
            }

            var name = rest.Slice(begin + 1, length).ToString();
            expanded.Append(rest[..begin]);
            expanded.Append(name.Length == 0 ? "%" : _strings.GetValueOrDefault(name, $"%{name}%"));
            rest = rest[(begin + length + 2)..];
        }

        return expanded.Length > MaximumText
            ? expanded.ToString(0, MaximumText)
            : expanded.ToString();
    }

    // [Strings] serves every language; one like [Strings.0409] (English) what is said in that alone.
    private void ReadStrings()
    {
        var sections = Sections
            .Where(name => name.StartsWith("Strings.", StringComparison.OrdinalIgnoreCase))
            .OrderBy(name => !name.Equals("Strings.0409", StringComparison.OrdinalIgnoreCase))
            .ThenBy(name => name, StringComparer.OrdinalIgnoreCase)
            .Prepend("Strings");
        foreach (var line in sections.SelectMany(Section))
        {
            if (line.Key is { } key)
            {
                _strings.TryAdd(key, line.Values.Count == 0 ? "" : line.Values[0]);
            }
        }
    }
}
