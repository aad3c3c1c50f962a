using Portal.Packaging.Manifests;
using Portal.Packaging.Tests.Versions;

namespace Portal.Packaging.Tests.Manifests;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("a/b.deb", "a/b.deb", true)]
    [InlineData("a/b.deb", "a/B.deb", false)]
    [InlineData("a/*.deb", "a/b.deb", true)]
    [InlineData("a/*.deb", "a/.deb", true)]
    [InlineData("a/*.deb", "a/c/b.deb", false)]
    [InlineData("*/*.deb", "a/b.deb", true)]
    [InlineData("*", "a/b", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "a/c", false)]
    [InlineData("a?c", "ac", false)]
    [InlineData("src/", "src/a/b.c", true)]
    [InlineData("src/", "src", false)]
    [InlineData("src/", "src2/a", false)]
    [InlineData("*/src/", "x/src/a", true)]
    [InlineData("*/src/", "x/src", false)]
    [InlineData("a[b]", "a[b]", true)]
    [InlineData("a[b]", "ab", false)]
    public void Patterns_match_names_and_never_reach_across_folders(
        string pattern,
        string path,
        bool expected
    ) => Assert.Equal(expected, Parse(pattern).Matches(path));

    [Theory]
    [InlineData("ga-{arch}.msi", "ga-x86_64.msi", "x86_64")]
    [InlineData("ga-{arch}.msi", "ga-x64.msi", "x86_64")]
    [InlineData("ga-{arch}.msi", "ga-AMD64.msi", "x86_64")]
    [InlineData("ga-{arch}.msi", "ga-x86.msi", "x86")]
    [InlineData("ga-{arch}*.msi", "ga-x86_64.msi", "x86_64")]
    [InlineData("ga-{arch}*", "ga-i386-1.msi", "x86")]
    [InlineData("ga-{arch}*", "ga-amd64x.msi", null)]
    [InlineData("ga_*_{arch}.deb", "ga_1.0_amd64.deb", "x86_64")]
    [InlineData("{arch}/*.inf", "ARM64/net.inf", "aarch64")]
    [InlineData("{arch}", "sparc", null)]
    [InlineData("{arch}{arch}", "x86x86", null)]
    public void The_placeholder_stands_for_the_spellings_of_one_architecture(
        string pattern,
        string path,
        string? architecture
    )
    {
        var matching = Architectures.All.Where(arch => Parse(pattern).Matches(path, arch));

        Assert.Equal(architecture is null ? [] : [architecture], matching);
        Assert.False(Parse(pattern).Matches(path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/a")]
    [InlineData("a//b")]
    [InlineData("a//")]
    [InlineData("./a")]
    [InlineData("a/../b")]
    [InlineData("a\\b")]
    [InlineData("C:/x")]
    [InlineData("a/**/b")]
    [InlineData("{os}.deb")]
    [InlineData("{arch")]
    [InlineData("a*b*c*d*e*f*g*h*i*j")]
    public void What_could_leave_the_component_or_mean_something_else_is_refused(string pattern)
    {
        Assert.False(PathPattern.TryParse(pattern, 1, out _, out var error));
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task Names_match_as_in_a_shell()
    {
        var random = new Random(3);
        string Text(string alphabet, int length) =>
            string.Concat(
                Enumerable.Range(0, length).Select(_ => alphabet[random.Next(alphabet.Length)])
            );
        var pairs = Enumerable
            .Range(0, 3000)
            .Select(_ =>
                (Pattern: Text("aabb*?", random.Next(1, 7)), Name: Text("ab", random.Next(1, 7)))
            )
            .Where(pair => !pair.Pattern.Contains("**", StringComparison.Ordinal))
            .ToList();

        var expected = await Shell.RunAsync(
            "while read -r pattern name; do case $name in $pattern) echo True;; *) echo False;; esac; done",
            string.Concat(pairs.Select(pair => $"{pair.Pattern} {pair.Name}\n"))
        );

        Assert.Equal(
            pairs.Zip(expected.TrimEnd().Split('\n'), (pair, matches) => $"{pair} {matches}"),
            pairs.Select(pair => $"{pair} {Parse(pair.Pattern).Matches(pair.Name)}")
        );
    }

    private static PathPattern Parse(string text)
    {
        Assert.True(PathPattern.TryParse(text, 1, out var pattern, out var error), error);
        return pattern;
    }
}
