using System.Text;
using Portal.Packaging.Manifests;
using Portal.Packaging.Resolving;
using Portal.Packaging.Tests.Manifests;
using Portal.Packaging.Versions;
using Portal.Protocol;

namespace Portal.Packaging.Tests.Resolving;

public sealed class ResolverTests
{
    private static readonly Candidate Installer = Version(InstallerComponent.Name, "1.0");

    [Fact]
    public void The_newest_version_in_the_range_is_taken()
    {
        var versions = new[] { "1.9", "1.10", "2.0", "1.10~rc1", "0.1" }.Select(v =>
            Version("a", v)
        );

        Assert.Equal("2.0", Resolve(versions, "a").Single("a"));
        Assert.Equal("1.10", Resolve(versions, "a:>=1 <2").Single("a"));
        Assert.Equal("1.10~rc1", Resolve(versions, "a:>=1.10~rc1 <1.10").Single("a"));
        Assert.Equal("0.1", Resolve(versions, "a:=0.1").Single("a"));
    }

    [Fact]
    public void Yanked_versions_and_pre_releases_nobody_asks_for_are_passed_over()
    {
        Candidate[] versions =
        [
            Version("a", "1.0"),
            Version("a", "1.1", yanked: true),
            Version("a", "1.2~rc1"),
        ];

        Assert.Equal("1.0", Resolve(versions, "a").Single("a"));
    }

    [Fact]
    public void Versions_that_dpkg_takes_for_equal_are_chosen_the_same_way_in_any_order()
    {
        Candidate[] versions = [Version("a", "1.0"), Version("a", "1.00"), Version("a", "1.0-0")];

        Assert.Equal("1.00", Resolve(versions, "a").Single("a"));
        Assert.Equal("1.00", Resolve(versions.Reverse(), "a").Single("a"));
    }

    [Fact]
    public void The_installers_are_always_part_and_come_first()
    {
        Candidate[] versions = [Version("a", "1"), Version(InstallerComponent.Name, "0.9")];

        Assert.Equal(
            [(InstallerComponent.Name, "1.0"), ("a", "1")],
            Resolve(versions, "a").Chosen()
        );
        Assert.Equal(
            [(InstallerComponent.Name, "0.9"), ("a", "1")],
            Resolve(versions, "a", InstallerComponent.Name + ":<1").Chosen()
        );
    }

    [Fact]
    public void Components_are_ordered_by_stage_then_dependencies_then_name()
    {
        Candidate[] versions =
        [
            Version("agent", "1", "stage: agent\nrequires: [z-bus]"),
            Version("net-b", "1", "stage: network"),
            Version("net-a", "1", "stage: network\nafter: [net-b, absent]"),
            Version("b-plain", "1"),
            Version("c-plain", "1", "requires: [disk]"),
            Version("a-plain", "1", "requires: [z-bus]"),
            Version("z-bus", "1"),
            Version("disk", "1", "stage: storage"),
        ];

        var resolution = Resolve(versions, [.. versions.Select(v => v.Name)]);

        Assert.Equal(
            ["disk", "net-b", "net-a", "b-plain", "c-plain", "z-bus", "a-plain", "agent"],
            resolution.Chosen().Skip(1).Select(c => c.Name)
        );
    }

    [Fact]
    public void The_order_of_the_inputs_has_no_influence()
    {
        var random = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            // Edges from later to earlier numbers alone, so that there are no cycles; names in another order.
            var names = Enumerable
                .Range(0, 8)
                .Select(n => $"{(char)('a' + (n * 5 % 8))}{n}")
                .ToArray();
            var versions = names
                .SelectMany(
                    (name, n) =>
                        new[] { "1", "2" }.Select(v =>
                            Version(
                                name,
                                v,
                                $"{(n == 0 ? "" : $"after: [{string.Join(", ", names.Take(n).Where(_ => random.Next(3) == 0).DefaultIfEmpty("absent"))}]")}"
                            )
                        )
                )
                .ToArray();

            var expected = Resolve(versions, names);
            random.Shuffle(versions);
            random.Shuffle(names);
            var actual = Resolve(versions, names);

            Assert.Equal([], expected.Problems);
            Assert.Equal(expected.Chosen(), actual.Chosen());
            var order = actual.Components.Select(c => c.Name).ToList();
            Assert.All(
                actual.Components,
                c =>
                    Assert.All(
                        c.Manifest.After,
                        name => Assert.True(order.IndexOf(name) < order.IndexOf(c.Name))
                    )
            );
        }
    }

    [Fact]
    public void A_pick_is_taken_though_it_is_older_or_a_pre_release()
    {
        Candidate[] versions = [Version("a", "1.0"), Version("a", "2.0~rc1"), Version("a", "3.0")];

        Assert.Equal("1.0", Resolve(versions, [("a", "1.0")], "a").Single("a"));
        Assert.Equal("2.0~rc1", Resolve(versions, [("a", "2.0~rc1")], "a:>=1").Single("a"));
    }

    [Fact]
    public void Every_problem_is_reported_at_once_with_its_mend()
    {
        Candidate[] versions =
        [
            Version("a", "1", "requires: [b, missing, unlisted]"),
            Version("b", "1", "requires: [c]"),
            Version("c", "1", "after: [a]"),
            Version("d", "1", "after: [d2]"),
            Version("d2", "1", "requires: [d]"),
            Version("disk", "1", "stage: storage\nrequires: [agent]\nafter: [plain]"),
            Version("agent", "1", "stage: agent"),
            Version("plain", "1"),
            Version("old", "1.0"),
            Version("old", "1.1", yanked: true),
            Version("old", "2.0~rc1"),
            Version("pre", "1.0~rc1"),
            Version("pre", "1.0~rc2"),
            Version("unlisted", "1"),
            Version("picked", "1"),
            Version("picked", "2", yanked: true),
            Version("picked-too", "1"),
            Version("picked-three", "1"),
        ];

        var resolution = Resolve(
            versions,
            [("picked", "2"), ("picked-too", "1"), ("picked-three", "3"), ("foreign", "1")],
            "a",
            "b",
            "c",
            "d",
            "d2",
            "disk",
            "agent",
            "plain",
            "old:>=1.1",
            "pre",
            "nowhere",
            "picked",
            "picked-too:>1",
            "picked-three",
            "b"
        );

        Assert.Empty(resolution.Components);
        Assert.Equal(
            """
            a: resolve.cycle: These components wait for each other: 'a' requires 'b', 'b' requires 'c', 'c' comes after 'a'. Remove one 'requires' or 'after' of the cycle from its manifest.
            d: resolve.cycle: These components wait for each other: 'd' comes after 'd2', 'd2' requires 'd'. Remove one 'requires' or 'after' of the cycle from its manifest.
            b: resolve.duplicate: The recipe of 'guest-tools' names 'b' more than once. Keep one of them.
            foreign: resolve.pick: The version 1 is asked of 'foreign', which is not in the recipe of 'guest-tools'. Add 'foreign' to the recipe, or do not ask for it.
            picked-too: resolve.pick: The version 1 of 'picked-too' is not in the recipe's range '>1'. Ask for another version, or for none to have the newest.
            picked: resolve.pick: The version 2 of 'picked' is yanked. Ask for another version, or for none to have the newest.
            picked-three: resolve.pick: There is no version 3 of 'picked-three'. Known versions are 1. Ask for another version, or for none to have the newest.
            a: resolve.requires: 'a' 1 requires 'missing', which is not in the recipe. Upload 'missing', and add it to the recipe.
            a: resolve.requires: 'a' 1 requires 'unlisted', which is not in the recipe. Add 'unlisted' to the recipe.
            disk: resolve.stage: 'disk' of stage 'storage' comes after 'plain', which is installed later, in stage 'default'. Change the stage of one of them, or remove 'plain' from the manifest of 'disk'.
            disk: resolve.stage: 'disk' of stage 'storage' requires 'agent', which is installed later, in stage 'agent'. Change the stage of one of them, or remove 'agent' from the manifest of 'disk'.
            nowhere: resolve.unknown: There is no component 'nowhere'. Upload it, or mend its name in the recipe.
            old: resolve.version: No version of 'old' is in the range '>=1.1'. Known versions are 2.0~rc1 (pre-release), 1.1 (yanked), 1.0. Pre-releases are taken where the range names one: '>=2.0~rc1'.
            pre: resolve.version: No version of 'pre' is in the range '*'. Known versions are 1.0~rc2 (pre-release), 1.0~rc1 (pre-release). Pre-releases are taken where the range names one: '>=1.0~rc1'.
            """,
            A.Listing(resolution.Problems)
        );
    }

    [Fact]
    public void Without_installers_nothing_is_resolved()
    {
        var resolution = Resolver.Resolve(new Recipe("p", []), null, []);

        Assert.Equal(["resolve.unknown"], resolution.Problems.Select(p => p.Rule));
    }

    [Fact]
    public void A_component_of_thousands_of_versions_lists_the_newest()
    {
        var resolution = Resolve(
            Enumerable.Range(1, 3000).Select(n => Version("a", $"{n}")),
            "a:>5000"
        );

        Assert.Contains(
            "Known versions are 3000, 2999, ",
            resolution.Problems.Single().Message,
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            "and 2990 older.",
            resolution.Problems.Single().Message,
            StringComparison.Ordinal
        );
    }

    private static Outcome Resolve(IEnumerable<Candidate> versions, params string[] recipe) =>
        Resolve(versions, [], recipe);

    private static Outcome Resolve(
        IEnumerable<Candidate> versions,
        (string Name, string Version)[] picks,
        params string[] recipe
    )
    {
        var resolution = Resolver.Resolve(
            new Recipe(
                "guest-tools",
                [
                    .. recipe
                        .Select(text => text.Split(':', 2))
                        .Select(parts => new RecipeComponent(
                            parts[0],
                            VersionRange.Parse(parts.ElementAtOrDefault(1))
                        )),
                ]
            ),
            picks.ToDictionary(
                pick => pick.Name,
                pick => ComponentVersionNumber.Parse(pick.Version)
            ),
            versions.Append(Installer)
        );
        return new Outcome(resolution);
    }

    private static Candidate Version(
        string name,
        string version,
        string more = "",
        bool yanked = false
    ) =>
        new(
            "project",
            A.Manifest(A.Yaml(name, version, more)),
            Digest.Of(Encoding.UTF8.GetBytes($"{name} {version}")),
            yanked
        );

    private sealed record Outcome(Resolution Resolution)
    {
        public IReadOnlyList<Candidate> Components => Resolution.Components;

        public IReadOnlyList<Portal.Protocol.Problems.Finding> Problems => Resolution.Problems;

        public IEnumerable<(string Name, string Version)> Chosen() =>
            Resolution.Components.Select(c => (c.Name, c.Version.Text));

        public string Single(string name)
        {
            Assert.Equal([], Problems);
            return Resolution.Components.Single(c => c.Name == name).Version.Text;
        }
    }
}
