using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Portal.Packaging.Manifests;
using Portal.Packaging.Manifests.Yaml;
using Portal.Packaging.Schemas;
using Portal.Packaging.Tests.Manifests;

namespace Portal.Packaging.Tests.Schemas;

/// <summary>The published schema and the reader say the same, as far as a schema can say it.</summary>
public sealed class ComponentSchemaTests
{
    private static readonly JsonSchema Schema = JsonSchema.FromText(
        PublishedSchemas.Text("component")
    );

    // Words a manifest is made of, right ones and wrong ones.
    private static readonly string[] Whens =
    [
        "{ os: linux }",
        "{ os: [linux] }",
        "{ os: windows }",
        "{ os: [linux, freebsd] }",
        "{ os: beos }",
        "{ os: [] }",
        "{ distro: [debian, ubuntu], version: '>=10 <13', arch: amd64 }",
        "{ distro: Debian }",
        "{ version: 12 }",
        "{ version: '>=10<12' }",
        "{ version: bookworm }",
        "{ os: linux, build: '>=7601' }",
        "{ build: '>=7601', edition: server }",
        "{ edition: home }",
        "{ family: rhel, os: linux, arch: [x86, arm, ARM64, ppc64el, s390x, riscv64] }",
        "{ arch: pdp11 }",
        "{ platform: [win11, win2k22] }",
        "{ os: linux, colour: red }",
    ];

    private static readonly string[] Kinds =
    [
        "deb: a.deb",
        "deb: [a.deb, b.deb]",
        "rpm: a.rpm",
        "msi: a.msi",
        "msi: [a.msi, b.msi]",
        "exe: a.exe",
        "inf: [a.inf, b.inf]",
        "script: a.sh",
        "script: /a.sh",
    ];

    private static readonly string[] Options =
    [
        "switches: /S",
        "switches: a & b",
        "switches: '-'",
        "product: Tools",
        "uninstall: /x",
        "codes: { ok: [2, 0x10], reboot: -1 }",
        "codes: { ok: many }",
        "codes: { fail: 1 }",
        "reboot: always",
        "reboot: true",
    ];

    private static readonly string[] Tops =
    [
        "stage: agent",
        "stage: late",
        "downgrade: refuse",
        "downgrade: perhaps",
        "requires: [a, b]",
        "requires: []",
        "after: c",
        "after: Big",
        "sources: [src/, '*.tar']",
        "sources: []",
        "license-files: COPYING",
        "redistribute: false",
        "redistribute: maybe",
        "homepage: https://example.org/",
        "homepage: ftp://example.org/",
        "changes: none",
        "extra: 1",
    ];

    [Fact]
    public void A_manifest_is_right_for_the_schema_when_it_is_for_the_reader()
    {
        var random = new Random(5);
        var right = 0;
        for (var i = 0; i < 600; i++)
        {
            var yaml = Manifest(random);
            var findings = ManifestReader.Read(Encoding.UTF8.GetBytes(yaml)).Findings;
            // These compare several values, which a schema cannot.
            var said = findings.Where(f =>
                f.Rule is not ("manifest.install.unreachable" or "manifest.after.redundant")
            );
            right += findings.Count == 0 ? 1 : 0;

            Assert.True(
                IsValid(yaml) != said.Any(),
                $"The reader says: {A.Listing(findings)}\nof\n{yaml}"
            );
        }

        Assert.True(right > 60, $"Only {right} of the manifests were right ones.");
    }

    private static string Manifest(Random random)
    {
        var tops = Some(random, Tops, 3).DistinctBy(t => t.Split(':')[0]);
        var entries = Enumerable
            .Range(0, random.Next(3))
            .Select(_ =>
            {
                string[] parts =
                [
                    .. Some(random, Whens, 2).Take(1).Select(w => $"when: {w}"),
                    .. Some(
                        random,
                        Kinds,
                        random.Next(20) == 0 ? 2 : 1,
                        atLeast: random.Next(20) == 0 ? 0 : 1
                    ),
                    .. Some(random, Options, random.Next(3)),
                ];
                return parts.Length == 0
                    ? "  - {}"
                    : "  - " + string.Join("\n    ", parts.DistinctBy(p => p.Split(':')[0]));
            })
            .ToList();
        return A.Yaml("tools", more: string.Concat(tops.Select(t => t + "\n")))
            + (entries.Count == 0 ? "" : $"install:\n{string.Join('\n', entries)}\n");
    }

    private static IEnumerable<string> Some(
        Random random,
        string[] words,
        int atMost,
        int atLeast = 0
    )
    {
        var mixed = words.ToArray();
        random.Shuffle(mixed);
        return mixed.Take(random.Next(Math.Min(atLeast, atMost), atMost + 1));
    }

    [Fact]
    public void Every_spelling_of_an_architecture_is_one_for_the_schema()
    {
        foreach (var spelling in Architectures.SpellingsByLength)
        {
            foreach (var text in new[] { spelling, spelling.ToUpperInvariant() })
            {
                Assert.True(
                    IsValid(
                        A.Yaml("a", more: $"install: [{{ when: {{ arch: '{text}' }}, deb: a }}]")
                    ),
                    text
                );
            }
        }

        Assert.False(IsValid(A.Yaml("a", more: "install: [{ when: { arch: armv5 }, deb: a }]")));
    }

    [Fact]
    public void Manifests_of_the_examples_are_right()
    {
        foreach (var example in new[] { "cloud-guest-utils", "qemu-guest-agent", "virtio-list" })
        {
            Assert.True(IsValid(Repository.Read($"examples/{example}/component.yaml")), example);
        }
    }

    [Theory]
    [InlineData("result")]
    [InlineData("state")]
    [InlineData("component")]
    public void Each_schema_is_one(string name)
    {
        var results = MetaSchemas.Draft202012.Evaluate(
            JsonDocument.Parse(PublishedSchemas.Text(name)).RootElement
        );

        Assert.True(results.IsValid);
    }

    [Fact]
    public void There_is_no_other_schema() =>
        Assert.Throws<ArgumentException>(() => PublishedSchemas.Text("../result"));

    private static bool IsValid(string yaml)
    {
        var findings = new ManifestFindings();
        var tree = YamlTreeReader.Read(yaml, findings);
        return tree is not null
            && Schema.Evaluate(JsonSerializer.SerializeToElement(Json(tree))).IsValid;
    }

    // As an editor's YAML parser sees it: plain text is a number or a truth where it looks like one.
    private static JsonNode? Json(YamlNode node) =>
        node switch
        {
            YamlMap map => new JsonObject(
                map.Fields.DistinctBy(f => f.Key)
                    .Select(f => KeyValuePair.Create(f.Key, Json(f.Value)))
            ),
            YamlList list => new JsonArray([.. list.Items.Select(Json)]),
            YamlScalar { IsNull: true } => null,
            YamlScalar { IsPlain: true, Text: "true" or "false" } flag => flag.Text == "true",
            YamlScalar { IsPlain: true } number
                when long.TryParse(
                    number.Text,
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var value
                ) => value,
            YamlScalar { IsPlain: true } number
                when double.TryParse(
                    number.Text,
                    NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var value
                ) => value,
            YamlScalar text => text.Text,
            _ => null,
        };
}
