using System.Globalization;
using System.Text;
using Portal.Parts;
using Portal.Protocol;
using Portal.Protocol.Hosts;

namespace Portal.Hosts;

/// <summary>One area of the chart.</summary>
/// <param name="Css">The class that fills it: strongest is newest.</param>
/// <param name="Path">In a box of 1000 by 100.</param>
public sealed record HostArea(string Name, string Css, string Path);

/// <summary>A row of the table that says what the chart shows.</summary>
/// <param name="Hosts">As many as there are areas, in their order.</param>
public sealed record HostChartRow(DateOnly Day, IReadOnlyList<int> Hosts);

/// <summary>
/// Which versions hosts held over time, stacked, oldest at the bottom. Drawn from one point a day; where days are missing, a
/// straight line.
/// </summary>
public sealed class HostChart
{
    private const int Width = 1000;
    private const int Height = 100;
    private const int Named = 3;
    private const int Rows = 14;
    private const string Others = "older or other";
    private static readonly string[] Fills = ["a0", "a1", "a2", "a3"];
    private static readonly double[] Steps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

    private HostChart() { }

    public required DateOnly From { get; init; }

    /// <summary>Hosts at the upper edge.</summary>
    public required int Top { get; init; }

    /// <summary>Newest version first.</summary>
    public required IReadOnlyList<HostArea> Areas { get; init; }

    /// <summary>Newest day first, about a week apart where there are many.</summary>
    public required IReadOnlyList<HostChartRow> Table { get; init; }

    /// <summary>What one sees.</summary>
    public required string Sentence { get; init; }

    /// <summary>Null while there is less than two days to draw.</summary>
    public static HostChart? Of(HostCountsWire counts, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var points = Points(counts, today);
        if (points.Count < 2)
        {
            return null;
        }

        var versions = points
            .SelectMany(p => p.Held.Keys)
            .Where(Names.IsReleaseVersion)
            .Distinct()
            .OrderDescending(HeldOrder.Instance)
            .Take(Named)
            .ToList();
        var hasOthers = points.Any(p => p.Held.Keys.Any(v => !versions.Contains(v)));
        var names = hasOthers ? [.. versions, Others] : versions;
        // By point and area; what has no name of its own is the last one.
        var values = points.ConvertAll(p => names.ConvertAll(n => Hosts(p.Held, n, versions)));
        var top = Round(values.Max(v => v.Sum()));
        var from = points[0].Day;
        var x = points.ConvertAll(p =>
            (double)(p.Day.DayNumber - from.DayNumber) / (today.DayNumber - from.DayNumber) * Width
        );
        return new HostChart
        {
            From = from,
            Top = top,
            Areas =
            [
                .. names.Select((n, i) => new HostArea(n, Fill(i, n), Area(x, values, i, top))),
            ],
            Table = Thin([.. points.Select((p, i) => new HostChartRow(p.Day, values[i]))]),
            Sentence =
                $"Hosts by version since {Day(from)}. Now: {string.Join(", ", names.Zip(values[^1], (n, v) => $"{Display.Count(v)} {n}"))}.",
        };
    }

    /// <summary><c>19 Nov 2026</c></summary>
    public static string Day(DateOnly day) =>
        day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Today is what is known now, whatever was written down of it.</summary>
    private static List<(DateOnly Day, Dictionary<string, int> Held)> Points(
        HostCountsWire counts,
        DateOnly today
    ) =>
        [
            .. counts
                .Days.Where(d => d.Day < today)
                .GroupBy(d => d.Day)
                .OrderBy(g => g.Key)
                .Select(g => (g.Key, Sum(g.Select(d => (d.Version, d.Hosts))))),
            (today, Sum(counts.Now.Select(g => (g.Version, g.Hosts)))),
        ];

    private static Dictionary<string, int> Sum(IEnumerable<(string Version, int Hosts)> held) =>
        held.GroupBy(h => h.Version)
            .ToDictionary(g => g.Key, g => g.Sum(h => h.Hosts), StringComparer.Ordinal);

    private static int Hosts(
        Dictionary<string, int> held,
        string name,
        IReadOnlyCollection<string> versions
    ) =>
        name == Others
            ? held.Where(h => !versions.Contains(h.Key)).Sum(h => h.Value)
            : held.GetValueOrDefault(name);

    private static string Fill(int index, string name) => name == Others ? Fills[^1] : Fills[index];

    /// <summary>From its upper edge, left to right, back along its lower edge.</summary>
    private static string Area(List<double> x, List<List<int>> values, int area, int top)
    {
        var path = new StringBuilder();
        for (var i = 0; i < x.Count; i++)
        {
            Append(i == 0 ? 'M' : 'L', x[i], values[i].Skip(area).Sum());
        }

        for (var i = x.Count - 1; i >= 0; i--)
        {
            Append('L', x[i], values[i].Skip(area + 1).Sum());
        }

        return path.Append('Z').ToString();

        void Append(char command, double at, int hosts) =>
            path.Append(
                CultureInfo.InvariantCulture,
                $"{command}{at:0.#} {Height - ((double)hosts / top * Height):0.##}"
            );
    }

    /// <summary>A round number that is not smaller.</summary>
    private static int Round(int hosts)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(hosts, 1))));
        return (int)Math.Ceiling(Steps.First(s => s * unit >= hosts) * unit);
    }

    private static List<HostChartRow> Thin(List<HostChartRow> rows)
    {
        rows.Reverse();
        if (rows.Count <= Rows)
        {
            return rows;
        }

        var step = (double)(rows[0].Day.DayNumber - rows[^1].Day.DayNumber) / (Rows - 2);
        var kept = new List<HostChartRow>();
        foreach (var row in rows)
        {
            if (kept.Count == 0 || kept[^1].Day.DayNumber - row.Day.DayNumber >= step)
            {
                kept.Add(row);
            }
        }

        return kept;
    }
}
