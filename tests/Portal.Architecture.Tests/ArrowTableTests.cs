namespace Portal.Architecture;

/// <summary>The table is sound by itself: one direction, no unknown word.</summary>
public sealed class ArrowTableTests
{
    [Fact]
    public void Projects_form_no_cycle() => Assert.Null(CycleIn(Arrows.Projects));

    [Fact]
    public void Folders_of_trust_form_no_cycle() => Assert.Null(CycleIn(Arrows.Trust));

    [Fact]
    public void Concepts_form_no_cycle() =>
        Assert.Null(
            CycleIn(
                Arrows.Ground.Concat(Arrows.Flow).ToDictionary(line => line.Key, line => line.Value)
            )
        );

    [Fact]
    public void Ground_knows_nothing_of_the_flow() =>
        Assert.All(
            Arrows.Ground.Values.SelectMany(targets => targets),
            target => Assert.Contains(target, Arrows.Ground)
        );

    [Fact]
    public void The_flow_names_words_of_the_flow() =>
        Assert.All(
            Arrows.Flow.Values.SelectMany(targets => targets),
            target => Assert.Contains(target, Arrows.Flow)
        );

    [Fact]
    public void Web_reaches_the_libraries_through_core()
    {
        Assert.Contains("Portal.Iso9660", Arrows.Reach("Portal.Web"));
        Assert.DoesNotContain("Portal.Core", Arrows.Reach("Portal.Cli"));
    }

    [Fact]
    public void A_cycle_would_be_found() =>
        Assert.NotNull(
            CycleIn(
                new Dictionary<string, string[]>
                {
                    ["A"] = ["B"],
                    ["B"] = ["C"],
                    ["C"] = ["A"],
                }
            )
        );

    /// <summary>A word that reaches itself, or null.</summary>
    private static string? CycleIn(IReadOnlyDictionary<string, string[]> arrows)
    {
        return arrows.Keys.FirstOrDefault(start => Reached(start).Contains(start));

        HashSet<string> Reached(string start)
        {
            var seen = new HashSet<string>();
            var open = new Stack<string>(arrows[start]);
            while (open.TryPop(out var next))
            {
                if (seen.Add(next))
                {
                    foreach (var target in arrows[next])
                    {
                        open.Push(target);
                    }
                }
            }

            return seen;
        }
    }
}
