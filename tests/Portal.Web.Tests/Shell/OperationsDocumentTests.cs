using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Portal.Access;
using Portal.Blobs;
using Portal.Following;
using Portal.Images;
using Portal.Jobs;
using Portal.Updates;

namespace Portal.Shell;

/// <summary>
/// The tables of docs/operations.md are written from the program: settings from the option classes and their comments,
/// metrics from the instruments. Written anew by <c>PORTAL_UPDATE_SNAPSHOTS=1 dotnet test</c>.
/// </summary>
public sealed partial class OperationsDocumentTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "../../.."));

    [Fact]
    public async Task The_tables_of_the_document_are_those_of_the_program()
    {
        var path = Path.Combine(Root, "docs/operations.md");
        var document = await File.ReadAllTextAsync(path);
        var expected = Replace(Replace(document, "settings", Settings()), "metrics", Metrics());
        if (Environment.GetEnvironmentVariable("PORTAL_UPDATE_SNAPSHOTS") == "1")
        {
            await File.WriteAllTextAsync(path, expected);
        }

        Assert.Equal(expected, await File.ReadAllTextAsync(path));
    }

    [Fact]
    public void Every_setting_says_what_it_is() =>
        Assert.All(Rows(), row => Assert.NotEqual("", row.Meaning));

    private static string Replace(string document, string name, string table)
    {
        var (begin, end) = ($"<!-- {name}: written by a test -->\n", $"<!-- end of {name} -->");
        var from = document.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = document.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= begin.Length && to >= from, $"The marks of {name} are missing.");
        return document[..from] + table + document[to..];
    }

    private static string Settings()
    {
        var text = new StringBuilder("| setting | default | bounds | |\n|---|---|---|---|\n");
        foreach (var (name, value, bounds, meaning) in Rows())
        {
            text.Append($"| `{name}` | {value} | {bounds} | {meaning} |\n");
        }

        return text.ToString();
    }

    private static IEnumerable<(
        string Name,
        string Default,
        string Bounds,
        string Meaning
    )> Rows() =>
        from type in SettingList.OptionTypes()
        let defaults = Activator.CreateInstance(type, nonPublic: true)
        let source = Source(type)
        from property in type.GetProperties(
            BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly
        )
        where property.CanWrite
        let meaning = Meaning(source, property)
        // A setting of its own, which is told above the table.
        where !meaning.StartsWith("PORTAL_", StringComparison.Ordinal)
        orderby SettingList.SectionOf(type), property.MetadataToken
        select (
            $"{SettingList.SectionOf(type).Replace(":", "__", StringComparison.Ordinal)}__{property.Name}",
            Text(property.GetValue(defaults)),
            Bounds(property),
            OwnName().Replace(meaning, "")
        );

    private static string Text(object? value) =>
        value switch
        {
            null or "" => "-",
            // Another one on every machine.
            string name when name == Environment.MachineName => "the machine's name",
            TimeSpan span => $"`{span:c}`",
            bool flag => flag ? "`true`" : "`false`",
            string text => $"`{text}`",
            IFormattable number => $"`{number.ToString(null, CultureInfo.InvariantCulture)}`",
            System.Collections.IEnumerable => "-",
            _ => $"`{value}`",
        };

    private static string Bounds(PropertyInfo property) =>
        property.GetCustomAttribute<RangeAttribute>() is { } range
            ? IsAny(range.Maximum)
                ? $"at least {Bound(range.Minimum)}"
                : $"{Bound(range.Minimum)} to {Bound(range.Maximum)}"
            : property.GetCustomAttribute<RequiredAttribute>() is not null
                ? "not empty"
                : "";

    private static bool IsAny(object value) => value is double and >= long.MaxValue or int.MaxValue;

    private static string Bound(object value) =>
        Convert.ToString(value, CultureInfo.InvariantCulture)!;

    /// <summary>The property's comment: it gives the unit.</summary>
    private static string Meaning(string source, PropertyInfo property)
    {
        var found = Regex.Match(
            source,
            $@"((?:^\s*///.*\n)+)(?:\s*\[.*\n)*\s*public [^\n=(]*\b{property.Name} {{",
            RegexOptions.Multiline,
            TimeSpan.FromSeconds(5)
        );
        var comment = Regex.Replace(found.Groups[1].Value, @"(?m)^\s*/// ?", "");
        comment = Tag().Replace(Reference().Replace(comment, "`$1`"), "");
        return string.Join(' ', comment.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string Source(Type type) =>
        Directory
            .EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal))
            .Select(File.ReadAllText)
            .First(t => t.Contains($"class {type.Name}\n", StringComparison.Ordinal));

    private static string Metrics()
    {
        var instruments = new List<System.Diagnostics.Metrics.Instrument>();
        using var listener = new System.Diagnostics.Metrics.MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            lock (instruments)
            {
                instruments.Add(instrument);
            }
        };
        listener.Start();
        using var jobs = new JobMetrics();
        using var images = new ImageMetrics();
        using var signIns = new SignInMetrics();
        using var blobs = new BlobMetrics(
            null!,
            Microsoft.Extensions.Options.Options.Create(new BlobOptions()),
            new NoSpace(),
            TimeProvider.System
        );
        using var updates = new UpdateMetrics(null!, TimeProvider.System);
        using var following = new FollowingMetrics();
        var text = new StringBuilder("| metric | unit | kind | |\n|---|---|---|---|\n");
        lock (instruments)
        {
            foreach (
                var instrument in instruments
                    .Where(i => i.Meter.Name.StartsWith("Portal.", StringComparison.Ordinal))
                    .DistinctBy(i => i.Name)
                    .OrderBy(i => i.Name, StringComparer.Ordinal)
            )
            {
                var kind = instrument.GetType().Name.Split('`')[0];
                text.Append(
                    $"| `{instrument.Name}` | {instrument.Unit} | {kind.Replace("Observable", "", StringComparison.Ordinal).ToLowerInvariant()} | {instrument.Description} |\n"
                );
            }
        }

        return text.ToString();
    }

    private sealed class NoSpace : IFreeSpace
    {
        public long Available(string folder) => 0;
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex("<(?:see|paramref) (?:cref|name)=\"(?:[A-Za-z]+\\.)*([A-Za-z]+)\" ?/>")]
    private static partial Regex Reference();

    /// <summary>A comment may begin with the setting's name, which stands in the first column.</summary>
    [GeneratedRegex(@"^[A-Z][A-Za-z]+__\S+(?: and on)?: ")]
    private static partial Regex OwnName();

    [GeneratedRegex("</?[a-z]+[^>]*>")]
    private static partial Regex Tag();
}
