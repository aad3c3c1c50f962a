using System.Text;
using Portal.Packaging.Manifests;

namespace Portal.Packaging.Tests.Manifests;

public sealed class YamlRefusalTests
{
    [Theory]
    [InlineData("", "manifest.yaml.empty", 1)]
    [InlineData("# only a comment\n", "manifest.yaml.empty", 1)]
    [InlineData("just text", "manifest.key.type", 1)]
    [InlineData("- a\n- b\n", "manifest.key.type", 1)]
    [InlineData("a: b\n c: d\n", "manifest.yaml", 2)]
    [InlineData("a: [b\nc: d\n", "manifest.yaml", 2)]
    [InlineData("a: 'b\n", "manifest.yaml", 2)]
    public void What_is_no_mapping_in_yaml_is_refused_with_its_line(
        string yaml,
        string rule,
        int line
    )
    {
        var finding = Assert.Single(Read(yaml).Findings);

        Assert.Equal((rule, "component.yaml"), (finding.Rule, finding.Path));
        Assert.InRange(finding.Line!.Value, 1, line);
    }

    [Theory]
    [InlineData("summary: &a text", "manifest.yaml.anchor")]
    [InlineData("summary: *a", "manifest.yaml.alias")]
    [InlineData("summary: !!str text", "manifest.yaml.tag")]
    [InlineData("summary: !own text", "manifest.yaml.tag")]
    [InlineData("summary: a\n---\nsummary: b", "manifest.yaml.documents")]
    [InlineData("summary: a\n...\n---\n", "manifest.yaml.documents")]
    [InlineData("summary: a\nsummary: b", "manifest.key.duplicate")]
    [InlineData("summary: a\n[a, b]: c", "manifest.key.type")]
    [InlineData("summary: a\n? {a: b}\n: c", "manifest.key.type")]
    [InlineData("summary: a\n~: c", "manifest.key.type")]
    [InlineData("summary: a\n<<: {a: b}", "manifest.key.unknown")]
    [InlineData("summary: ~", "manifest.key.type")]
    [InlineData("summary: [a]", "manifest.key.type")]
    [InlineData("summary: {a: b}", "manifest.key.type")]
    [InlineData("summary: \"a\\nb\"", "manifest.text.control-character")]
    [InlineData("summary: \"a\\0b\"", "manifest.text.control-character")]
    [InlineData("summary: \"a\\u2028b\"", "manifest.text.control-character")]
    [InlineData("summary: ' '", "manifest.text.empty")]
    public void What_yaml_has_and_a_manifest_does_not_is_refused(string lines, string rule)
    {
        var yaml = "component: a\nversion: 1\nlicense: MIT\n" + lines + "\n";

        Assert.Equal([rule], Read(yaml).Findings.Select(f => f.Rule));
    }

    [Theory]
    [InlineData("%YAML 1.2\n---\n", "manifest.yaml.directive")]
    [InlineData("%TAG !e! tag:example.com,2000:\n---\n", "manifest.yaml.directive")]
    public void Directives_are_refused(string start, string rule) =>
        Assert.Equal([rule], Read(start + A.Yaml("a")).Findings.Select(f => f.Rule));

    [Fact]
    public void One_document_may_begin_and_end_with_its_marks() =>
        A.Manifest("---\n" + A.Yaml("a") + "...\n");

    [Fact]
    public void Aliases_that_would_unfold_to_billions_are_refused_in_no_time()
    {
        var bomb = new StringBuilder("a0: &a0 [lol, lol]\n");
        for (var i = 1; i < 40; i++)
        {
            bomb.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        }

        var rules = Read(bomb.ToString()).Findings.Select(f => f.Rule).ToHashSet();

        Assert.Contains("manifest.yaml.anchor", rules);
        Assert.Contains("manifest.yaml.alias", rules);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Deep_nesting_is_refused_without_deep_recursion(string open)
    {
        var yaml = "a: b\nc:\n  " + string.Concat(Enumerable.Repeat(open, 10_000));

        Assert.Contains(
            Read(yaml).Findings,
            f => f.Rule is "manifest.yaml.depth" or "manifest.yaml"
        );
    }

    [Fact]
    public void A_manifest_beyond_64_KiB_is_refused() =>
        Assert.Equal(
            ["manifest.too-large"],
            Read(A.Yaml("a") + "#" + new string('x', 64 * 1024)).Findings.Select(f => f.Rule)
        );

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused_with_their_line()
    {
        byte[] latin1 = [.. "component: a\nsummary: caf"u8, 0xe9, .. "\n"u8];

        var finding = Assert.Single(ManifestReader.Read(latin1).Findings);

        Assert.Equal(("manifest.encoding", 2), (finding.Rule, finding.Line));
    }

    [Fact]
    public void Control_characters_are_refused_with_their_line()
    {
        var finding = Assert.Single(Read("component: a\nsummary: \u001b[31mred\n").Findings);

        Assert.Equal(("manifest.control-character", 2), (finding.Rule, finding.Line));
    }

    [Fact]
    public void Damaged_manifests_give_findings_and_never_exceptions()
    {
        var random = new Random(42);
        var whole = Encoding.UTF8.GetBytes(
            A.Yaml(
                "a",
                more: "requires: [b]\nchanges: |\n  x\ninstall:\n  - when: { os: linux }\n    deb: 'x*.deb'\n"
            )
        );
        const string Alphabet = "{}[]:,-?&*!|>'\"%@`#\t\n ~<\\.ax1\u0000\u00e9";
        for (var i = 0; i < 5000; i++)
        {
            var bytes = whole.ToList();
            for (var n = random.Next(1, 6); n > 0; n--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(3))
                {
                    case 0:
                        bytes.RemoveRange(at, Math.Min(random.Next(1, 9), bytes.Count - at));
                        break;
                    case 1:
                        bytes[at] = (byte)random.Next(256);
                        break;
                    default:
                        bytes.InsertRange(
                            at,
                            Encoding.UTF8.GetBytes([Alphabet[random.Next(Alphabet.Length)]])
                        );
                        break;
                }
            }

            var result = ManifestReader.Read(bytes.ToArray());

            Assert.Equal(result.Manifest is null, result.Findings.Count > 0);
            Assert.All(result.Findings, f => Assert.InRange(f.Line ?? 0, 1, 100));
        }
    }

    private static ManifestResult Read(string yaml) =>
        ManifestReader.Read(Encoding.UTF8.GetBytes(yaml));
}
