using System.Globalization;
using System.Text.RegularExpressions;
using Portal.Protocol.Hosts;

namespace Portal.Hosts;

public sealed partial class HostChartTests
{
    private static readonly DateOnly Today = new(2026, 11, 26);

    [Fact]
    public void One_day_is_no_chart() => Assert.Null(HostChart.Of(Counts([], ("4.2", 3)), Today));

    [Fact]
    public void The_newest_versions_have_names_and_the_rest_is_one_area()
    {
        var chart = HostChart.Of(
            Counts(
                [(-10, "4.0", 5), (-10, "4.1", 4), (-5, "none", 1), (-5, "4.9", 2)],
                ("4.10", 7),
                ("4.9", 2),
                ("4.2", 1),
                ("other", 1)
            ),
            Today
        )!;
        Assert.Equal(
            [("4.10", "a0"), ("4.9", "a1"), ("4.2", "a2"), ("older or other", "a3")],
            chart.Areas.Select(a => (a.Name, a.Css))
        );
        Assert.Equal([7, 2, 1, 1], chart.Table[0].Hosts);
        Assert.Equal([0, 0, 0, 9], chart.Table[^1].Hosts);
        Assert.EndsWith(
            "Now: 7 4.10, 2 4.9, 1 4.2, 1 older or other.",
            chart.Sentence,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(1284)]
    [InlineData(1_000_000)]
    public void No_area_leaves_its_box_and_the_upper_edge_is_a_round_number(int hosts)
    {
        var chart = HostChart.Of(
            Counts([(-80, "4.0", hosts), (-3, "4.1", hosts / 2)], ("4.1", hosts), ("4.2", 0)),
            Today
        )!;
        Assert.InRange(chart.Top, hosts, 2 * hosts);
        foreach (var number in chart.Areas.SelectMany(a => Points().Matches(a.Path)))
        {
            Assert.InRange(Number(number.Groups[1].Value), 0, 1000);
            Assert.InRange(Number(number.Groups[2].Value), 0, 100);
        }
    }

    [Fact]
    public void What_was_written_down_of_today_is_not_drawn_beside_what_is_known_now()
    {
        var chart = HostChart.Of(Counts([(-1, "4.2", 3), (0, "4.2", 3)], ("4.2", 4)), Today)!;
        Assert.Equal(
            [
                [4],
                [3],
            ],
            chart.Table.Select(r => r.Hosts)
        );
    }

    [Fact]
    public void A_year_of_days_is_a_short_table()
    {
        var chart = HostChart.Of(
            Counts([.. Enumerable.Range(1, 365).Select(i => (-i, "4.2", i))], ("4.2", 1)),
            Today
        )!;
        Assert.InRange(chart.Table.Count, 10, 14);
        Assert.Equal(Today, chart.Table[0].Day);
    }

    private static HostCountsWire Counts(
        (int Day, string Version, int Hosts)[] days,
        params (string Version, int Hosts)[] now
    ) =>
        new(
            "tools",
            now.Sum(n => n.Hosts),
            0,
            0,
            0,
            [
                .. now.Select(n => new HostGroupWire(
                    "stable",
                    n.Version,
                    HostStandings.Unknown,
                    n.Hosts,
                    0,
                    0
                )),
            ],
            [],
            [
                .. days.Select(d => new HostDayWire(
                    Today.AddDays(d.Day),
                    "stable",
                    d.Version,
                    d.Hosts
                )),
            ]
        );

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex("[ML]([-0-9.E]+) ([-0-9.E]+)")]
    private static partial Regex Points();
}
