namespace Portal.Iso9660.Tests.Verification;

/// <summary>Each rule of the verifier's catalogue is broken once, and named.</summary>
public sealed class EveryRuleTests
{
    /// <summary>65,536 directories are an image of 150 MB: it has a test of its own.</summary>
    private const string Apart = "iso.directory.too-many";

    public static TheoryData<string> Rules => [.. Corruptions.ByRule.Keys];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_broken_rule_is_named(string rule)
    {
        var report = IsoVerifier.Inspect(new MemoryStream(Corruptions.ByRule[rule]()));
        var found = report
            .Findings.Concat(report.Remarks)
            .Where(finding => finding.Rule == rule)
            .ToArray();

        Assert.NotEmpty(found);
        Assert.All(
            found,
            finding =>
            {
                Assert.NotEqual("", finding.Readers);
                Assert.NotEqual("", finding.Clause);
                Assert.EndsWith(".", finding.Message);
                Assert.InRange(finding.Offset, 0, 2047);
                Assert.True(finding.Sector >= 0);
            }
        );
    }

    [Fact]
    public void Every_rule_has_its_corruption() =>
        Assert.Equal(
            IsoRules
                .All.Where(rule => rule.Kind is IsoRuleKind.Verify or IsoRuleKind.Portability)
                .Select(rule => rule.Id)
                .Order(StringComparer.Ordinal),
            Corruptions.ByRule.Keys.Append(Apart).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void A_sound_image_has_no_findings_and_few_remarks()
    {
        var report = IsoVerifier.Inspect(new MemoryStream(Corruptions.Sound()));

        Assert.True(report.IsComplete);
        Assert.Empty(report.Findings);
        Assert.All(report.Remarks, remark => Assert.Equal("iso.joliet.name-long", remark.Rule));
    }
}
