using System.Text.Json;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tests.Tuf.Metadata;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("stable/*", "stable/p/channel.json", false)]
    [InlineData("stable/**", "stable/p/channel.json", false)]
    [InlineData("stable/*/*", "stable/p/channel.json", true)]
    [InlineData("stable/p/*", "stable/p/channel.json", true)]
    [InlineData("stable/p/*", "stable/q/channel.json", false)]
    [InlineData("*", "a/b", false)]
    [InlineData("*", "", true)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("*.JSON", "a.json", false)]
    [InlineData("*a*b*", "xxaxxbxx", true)]
    [InlineData("*a*b", "xxbxxa", false)]
    [InlineData("[ab]c", "bc", true)]
    [InlineData("[!ab]c", "bc", false)]
    [InlineData("[a-c]?", "bz", true)]
    [InlineData("[]a]", "]", true)]
    [InlineData("[", "[", true)]
    [InlineData("a.b", "axb", false)]
    public void A_pattern_matches_within_segments(string pattern, string path, bool matches) =>
        Assert.Equal(matches, PathPattern.Matches(pattern, path));

    [Fact]
    public void A_pattern_of_many_stars_is_decided_at_once() =>
        Assert.False(
            PathPattern.Matches(
                string.Concat(Enumerable.Repeat("*a", 2_000)) + "b",
                new string('a', 20_000)
            )
        );

    [Theory]
    [InlineData("stable/guest-tools/*", true)]
    [InlineData("rollout/*/*", true)]
    [InlineData("a/{b,c}", false)]
    [InlineData("[ab]", false)]
    [InlineData("!a", false)]
    [InlineData("#a", false)]
    [InlineData(".hidden/*", false)]
    [InlineData("a//b", false)]
    [InlineData("", false)]
    public void Published_patterns_are_those_that_every_client_reads_alike(
        string pattern,
        bool portable
    ) => Assert.Equal(portable, PathPattern.IsPortable(pattern));

    /// <summary>python-tuf matches by fnmatch, segment by segment: asked here in Python itself.</summary>
    [Fact]
    public void Python_decides_alike()
    {
        var cases = Cases(new Random(7), "ab.*?[]!-", 6_000).ToList();
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("cases.json"), JsonSerializer.Serialize(cases));
        var (exit, output) = Tool.Run(
            folder.Path,
            "python3",
            "-W",
            "ignore",
            "-c",
            """
            import fnmatch, json
            def match(pattern, path):
                p, t = pattern.split("/"), path.split("/")
                return len(p) == len(t) and all(fnmatch.fnmatchcase(b, a) for a, b in zip(p, t))
            print("".join("01"[match(*case)] for case in json.load(open("cases.json"))))
            """
        );
        Assert.True(exit == 0, output);

        Assert.Equal(output.Trim(), Decide(cases));
        Assert.InRange(output.Count(c => c == '1'), 500, 5_500);
    }

    internal static string Decide(IEnumerable<string[]> cases) =>
        string.Concat(cases.Select(one => PathPattern.Matches(one[0], one[1]) ? '1' : '0'));

    /// <summary>Pairs of a pattern and a path that often match.</summary>
    internal static IEnumerable<string[]> Cases(Random random, string alphabet, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var path = new string([
                .. Enumerable.Range(0, random.Next(1, 7)).Select(_ => "ab.ab/"[random.Next(6)]),
            ]);
            var pattern = path.ToCharArray();
            for (var changes = random.Next(3); changes > 0; changes--)
            {
                pattern[random.Next(pattern.Length)] = alphabet[random.Next(alphabet.Length)];
            }

            var text = new string(pattern);
            yield return
            [
                random.Next(3) == 0 ? text.Insert(random.Next(text.Length), "*") : text,
                path,
            ];
        }
    }
}
