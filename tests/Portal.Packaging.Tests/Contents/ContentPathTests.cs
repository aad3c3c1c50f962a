using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Portal.Packaging.Contents;
using Portal.Packaging.Contents.Unicode;

namespace Portal.Packaging.Tests.Contents;

public sealed class ContentPathTests
{
    [Theory]
    [InlineData("component.yaml")]
    [InlineData("NetKVM/w11/amd64/netkvm.inf")]
    [InlineData("docs/read me (first), please!.txt")]
    [InlineData("a-b~c+d=e@f#g$h%i&j;k'l[m]{n}`o^p_q")]
    [InlineData(".config/..hidden/...three")]
    [InlineData("文档/ドキュメント/문서/Ünïcödé/Привет/नमस्ते/שלום")]
    [InlineData("می\u200Cخواهم.txt")]
    [InlineData("\U0001F600.png")]
    [InlineData("CONTROL")]
    [InlineData("com.example/COM/COM10/console.log")]
    [InlineData("1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16")]
    public void Ordinary_names_of_any_script_are_taken(string path)
    {
        Assert.Empty(ContentPath.Validate(path));
        Assert.Equal(path, ContentPath.Parse(path).Value);
    }

    [Fact]
    public void The_longest_path_is_240_characters()
    {
        var folder = new string('a', 119) + "/";
        Assert.Empty(ContentPath.Validate(folder + new string('b', 120)));
        Assert.Equal(
            "archive.path.length",
            Assert.Single(ContentPath.Validate(folder + new string('b', 121))).Rule
        );
    }

    [Fact]
    public void The_longest_name_is_255_bytes()
    {
        Assert.Empty(ContentPath.Validate(new string('漢', 85)));
        Assert.Equal(
            "archive.path.length",
            Assert.Single(ContentPath.Validate(new string('漢', 86))).Rule
        );
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_text() =>
        Assert.Equal("archive.path.utf-8", Assert.Single(ContentPath.Validate("a\uD800b")).Rule);

    [Fact]
    public void Every_rule_that_a_path_breaks_is_told()
    {
        var rules = ContentPath.Validate("/..//-CON:\u202E.").Select(finding => finding.Rule);
        Assert.Equal(
            [
                "archive.path.absolute",
                "archive.path.beginning",
                "archive.path.bidi",
                "archive.path.character",
                "archive.path.dot-segment",
                "archive.path.empty-segment",
                "archive.path.ending",
            ],
            rules.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void A_finding_names_the_path_and_how_to_mend_it()
    {
        Assert.False(ContentPath.TryParse("drivers/aux.sys", out _, out var finding));
        Assert.Equal(
            "drivers/aux.sys: archive.path.reserved-name: 'aux.sys' is the name of a Windows device. Rename the file.",
            finding.ToString()
        );
    }

    [Fact]
    public void Paths_are_ordered_as_their_bytes_are()
    {
        string[] names =
        [
            "a",
            "a/b",
            "a b",
            "B",
            "é",
            "\uFB01x",
            "\U0001F600",
            "漢",
            "\uFF21",
            "a-b",
            "a0",
        ];
        var byPath = names.OrderBy(ContentPathOf).ToArray();
        var byBytes = names.OrderBy(
            name => Convert.ToHexString(Encoding.UTF8.GetBytes(name)),
            StringComparer.Ordinal
        );
        Assert.Equal(byBytes, byPath);

        static ContentPath ContentPathOf(string name) => ContentPath.Parse(name);
    }

    [Fact]
    public void No_text_throws_and_a_good_path_stays_good_below_a_folder() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<string>().Filter(text => text is not null),
                text =>
                {
                    var isGood = ContentPath.TryParse(text, out var path, out var finding);
                    return isGood == finding is null
                        && (!isGood || (path.Value == text && Normalization.FormC(text) == text))
                        && (
                            !isGood
                            || ContentPath.Parse($"top/{text}").RelativeTo(ContentPath.Parse("top"))
                                == path
                        );
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
}
