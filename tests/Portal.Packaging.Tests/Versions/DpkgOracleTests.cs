using Portal.Packaging.Versions;

namespace Portal.Packaging.Tests.Versions;

public sealed class DpkgOracleTests
{
    private static readonly string[] Known =
    [
        "0",
        "1",
        "1.0",
        "1.00",
        "01.0",
        "1.0-0",
        "1.0-1",
        "1.0-01",
        "1.0-1~bpo12+1",
        "1.0-1+b1",
        "1.0-1.1",
        "1.0~rc1",
        "1.0~rc1-1",
        "1.0~~",
        "1.0~",
        "1.0+dfsg-1",
        "1.0a",
        "1.0.a",
        "1.0-a",
        "1.0A",
        "1.0.0",
        "1.10",
        "1.9",
        "0:1.0",
        "1:0.1",
        "1:1.0-1",
        "2:0",
        "7.2.22-1",
        "7.2+dfsg-7+deb12u12",
        "99999999999999999999.1",
        "100000000000000000000",
        "1.0-1-1",
        "1.0-1-2",
        "1-1.0-1",
        "1:1:1",
        "1:1:1-1",
    ];

    [Fact]
    public async Task Versions_are_ordered_as_dpkg_orders_them()
    {
        var random = new Random(20_240_607);
        var pairs = new List<(string Left, string Right)>();
        for (var i = 0; i < 500; i++)
        {
            var left = RandomVersion(random);
            pairs.Add((left, random.Next(2) == 0 ? RandomVersion(random) : Mutate(left, random)));
        }

        for (var i = 0; i < 200; i++)
        {
            pairs.Add((Known[random.Next(Known.Length)], Known[random.Next(Known.Length)]));
        }

        var expected = await Shell.RunAsync(
            """
            while read -r left right; do
                if dpkg --compare-versions "$left" lt "$right"; then echo -1
                elif dpkg --compare-versions "$left" gt "$right"; then echo 1
                else echo 0; fi
            done
            """,
            string.Concat(pairs.Select(pair => $"{pair.Left} {pair.Right}\n"))
        );

        var actual = pairs.Select(pair =>
            Math.Sign(
                ComponentVersionNumber
                    .Parse(pair.Left)
                    .CompareTo(ComponentVersionNumber.Parse(pair.Right))
            )
        );
        Assert.Equal(
            pairs.Zip(expected.TrimEnd().Split('\n'), (pair, order) => $"{pair} {order}"),
            pairs.Zip(actual, (pair, order) => $"{pair} {order}")
        );
    }

    [Fact]
    public async Task What_dpkg_takes_for_a_version_is_one()
    {
        var random = new Random(7);
        var texts = Enumerable
            .Range(0, 500)
            .Select(_ => "0" + RandomText(random, "01a.~+-:", random.Next(0, 8)))
            .Concat([
                "1",
                "1:",
                "1-",
                "1:-1",
                "1:a",
                "a:1",
                "2147483647:1",
                "2147483648:1",
                "1-1:1",
            ])
            .Where(Portal.Protocol.Names.IsComponentVersion)
            .Distinct()
            .ToList();

        // A version whose upstream part begins with no digit is a warning for dpkg, and an error here.
        var expected = await Shell.RunAsync(
            """
            while read -r text; do
                if warning=$(dpkg --validate-version "$text" 2>&1) && [ -z "$warning" ]; then echo yes; else echo no; fi
            done
            """,
            string.Concat(texts.Select(text => text + "\n"))
        );

        Assert.Equal(
            texts.Zip(expected.TrimEnd().Split('\n'), (text, answer) => $"{text} {answer}"),
            texts.Select(text =>
                $"{text} {(ComponentVersionNumber.TryParse(text, out _) ? "yes" : "no")}"
            )
        );
    }

    private static string RandomVersion(Random random)
    {
        var epoch = random.Next(6) == 0 ? $"{random.Next(3)}:" : "";
        var upstream = random.Next(10) + RandomText(random, "00129aZb.~+", random.Next(6));
        var revision =
            random.Next(2) == 0 ? "-" + RandomText(random, "0129a.~+", random.Next(1, 4)) : "";
        return epoch + upstream + revision;
    }

    private static string Mutate(string version, Random random)
    {
        var changed = version.Insert(
            random.Next(1, version.Length + 1),
            RandomText(random, "0~.a1+", 1)
        );
        return ComponentVersionNumber.TryParse(changed, out _) ? changed : version;
    }

    private static string RandomText(Random random, string alphabet, int length) =>
        string.Concat(
            Enumerable.Range(0, length).Select(_ => alphabet[random.Next(alphabet.Length)])
        );
}
