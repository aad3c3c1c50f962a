using Portal.Packaging.Archives;

namespace Portal.Packaging.Tests.Archives;

public sealed class HostileArchiveTests
{
    public static TheoryData<string> Names => [.. HostileArchives.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_hostile_archive_is_refused_by_its_rule(string name)
    {
        var (bytes, rule) = HostileArchives.All[name];
        var result = await Reading.ReadAsync(bytes);
        Assert.Null(result.Contents);
        Assert.Contains(rule.Id, Reading.Rules(result));
        Assert.Contains(
            result.Findings,
            finding => finding.Rule == rule.Id && finding.Mend == rule.Mend
        );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_finding_shows_no_character_that_deceives(string name)
    {
        var result = await Reading.ReadAsync(HostileArchives.All[name].Bytes);
        foreach (var text in result.Findings.Select(finding => finding.ToString()))
        {
            Assert.DoesNotContain(
                text,
                c => char.IsControl(c) || c is '\u202E' or '\u200B' or '\u2028' or '\uE000'
            );
        }
    }

    [Fact]
    public void Every_rule_has_an_archive_that_breaks_it()
    {
        // Both limits are set low in LimitTests; here they would take 16 GiB and 50,001 files.
        var shown = HostileArchives
            .All.Values.Select(hostile => hostile.Rule)
            .Append(ArchiveRules.EntriesLimit)
            .Append(ArchiveRules.More);
        Assert.Equal(
            ArchiveRules.All.Select(rule => rule.Id).Order(StringComparer.Ordinal),
            shown.Select(rule => rule.Id).Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Rule_ids_are_declared_once()
    {
        var ids = ArchiveRules.All.Select(rule => rule.Id).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches(@"^archive(\.[a-z0-9-]+)+$", id));
    }
}
