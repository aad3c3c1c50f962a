using Portal.Architecture.Rules;

namespace Portal.Architecture;

/// <summary>The rules have teeth: wrong sources are found, right ones are not.</summary>
public sealed class RuleTests
{
    [Theory]
    [InlineData("using Portal.Images;")]
    [InlineData("using static Portal.Images.Image;")]
    [InlineData("using Short = Portal.Images;")]
    [InlineData("global using global::Portal.Images;")]
    [InlineData("namespace Portal.Releases; using Images;")]
    [InlineData("namespace Portal.Releases; class A { Portal.Images.Image? image; }")]
    [InlineData("namespace Portal.Releases; class A { List<Portal.Images.Image>? images; }")]
    [InlineData("namespace Portal.Releases; class A { Images.Image? image; }")]
    [InlineData(
        "namespace Portal.Releases; class A { void B() => Portal.Images.Image.Make().Sign(); }"
    )]
    [InlineData("namespace Portal.Releases; class A { void B() => Images.Image.Make(); }")]
    [InlineData(
        "namespace Portal.Releases; class A { string B() => $\"{Portal.Images.Image.Name}\"; }"
    )]
    [InlineData("namespace Portal.Releases; [Portal.Images.Mark] class A;")]
    public void A_concept_that_asks_downstream_is_found(string text)
    {
        var breach = Assert.Single(ArrowRules.Check(Core("Releases/Release.cs", text)));

        Assert.Contains("Releases -> Images", breach.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "using Portal.Products; using Portal.Blobs; using Portal.Data; using Portal.Protocol; using Portal.Iso9660;"
    )]
    [InlineData(
        "// using Portal.Images;\nnamespace Portal.Releases; class A { string B() => \"Portal.Images.Image\"; }"
    )]
    [InlineData(
        "namespace Portal.Releases; class A { List<int> Images { get; } = []; int B() => Images.Count; }"
    )]
    [InlineData(
        "namespace Portal.Releases; class A { int B(dynamic row) => row.Images.Count + this.Images.Count; }"
    )]
    [InlineData("namespace Portal.Releases; class A;")]
    public void What_is_allowed_is_not_found(string text) =>
        Assert.Empty(ArrowRules.Check(Core("Releases/Release.cs", text)));

    [Fact]
    public void A_client_of_the_update_repository_that_knows_its_publisher_is_found()
    {
        const string text =
            "using Portal.Trust.Tuf.Metadata; using Portal.Trust.Keys; using Portal.Trust.Tuf.Repository;";

        var breach = Assert.Single(
            ArrowRules.CheckTrust(new SourceFile("src/Portal.Trust/Tuf/Client/Updater.cs", text))
        );
        Assert.Contains("Tuf.Client -> Tuf.Repository", breach.Message, StringComparison.Ordinal);
        Assert.Single(
            ArrowRules.CheckTrust(new SourceFile("src/Portal.Trust/Tuf/Other/A.cs", "class A;"))
        );
    }

    [Fact]
    public void A_breach_names_its_line() =>
        Assert.Equal(
            3,
            Assert.Single(ArrowRules.Check(Core("Releases/A.cs", "\n\nusing Portal.Hosts;"))).Line
        );

    [Theory]
    [InlineData("Blobs", "Components")]
    [InlineData("Data", "Projects")]
    [InlineData("Problems", "Data")]
    [InlineData("Jobs", "Blobs")]
    [InlineData("Access", "Projects")]
    [InlineData("Products", "Projects")]
    public void An_arrow_that_is_not_in_the_table_is_found(string from, string to) =>
        Assert.Single(ArrowRules.Check(Core($"{from}/A.cs", $"using Portal.{to};")));

    [Fact]
    public void The_contents_page_of_core_lists_every_concept() =>
        Assert.Empty(
            ArrowRules.Check(Core("PortalCore.cs", "using Portal.Hosts; using Portal.Projects;"))
        );

    [Theory]
    [InlineData("src/Portal.Core/Releases/A.cs", "using Portal.Shell;")]
    [InlineData("src/Portal.Core/Releases/A.cs", "using Portal.Cli;")]
    [InlineData("src/Portal.Core/Releases/A.cs", "using Portal.Migrations.Sqlite;")]
    [InlineData("src/Portal.Cli/A.cs", "using Portal.Releases;")]
    [InlineData("src/Portal.Cli/A.cs", "using Portal.Core;")]
    [InlineData("src/Portal.Iso9660/A.cs", "using Portal.Protocol;")]
    [InlineData("src/Portal.Trust/Tuf/A.cs", "using Portal.Packaging.Manifest;")]
    [InlineData("src/Portal.Web/Releases/A.cs", "using Portal.Cli;")]
    public void A_library_out_of_reach_is_found(string path, string text) =>
        Assert.Single(ArrowRules.Check(new SourceFile(path, text)));

    [Theory]
    [InlineData("@using Portal.Cli\n<p>hello</p>", 1)]
    [InlineData("<p>hello</p>\n@inject Portal.Cli.Thing Thing", 2)]
    [InlineData("@* one\n two *@\n<p>@Portal.Cli.Thing.Name</p>", 3)]
    public void A_page_that_reaches_too_far_is_found(string text, int line) =>
        Assert.Equal(line, Assert.Single(ArrowRules.Check(Page(text))).Line);

    [Theory]
    [InlineData(
        "@using Portal.Releases\n@* @using Portal.Cli *@\n<!-- Portal.Cli --><p>The Portal. Cli is a tool.</p>"
    )]
    [InlineData("@using My.Portal.Cli")]
    public void A_page_may_name_concepts_and_comment(string text) =>
        Assert.Empty(ArrowRules.Check(Page(text)));

    [Theory]
    [InlineData("src/Portal.Core/Helpers/A.cs", "namespace Portal.Helpers; class A;", "Helpers")]
    [InlineData("src/Portal.Core/Shell/A.cs", "namespace Portal.Shell; class A;", "Shell")]
    [InlineData("src/Portal.Web/Utils/A.razor", "<p>hello</p>", "Utils")]
    [InlineData(
        "src/Portal.Core/Releases/A.cs",
        "namespace Portal.Core.Releases; class A;",
        "Portal.Core.Releases"
    )]
    [InlineData(
        "src/Portal.Core/Releases/A.cs",
        "namespace Portal { namespace Products { class A; } }",
        "Portal.Products"
    )]
    [InlineData(
        "src/Portal.Core/Releases/Lock/A.cs",
        "namespace Portal.Releases; class A;",
        "Portal.Releases"
    )]
    [InlineData(
        "src/Portal.Web/Releases/A.razor",
        "@namespace Portal.Web\n<p>hello</p>",
        "Portal.Web"
    )]
    [InlineData("src/Portal.Trust/Tuf/A.cs", "namespace Portal.Tuf; class A;", "Portal.Tuf")]
    [InlineData("src/Portal.Core/A.cs", "class A;", "''")]
    public void A_folder_or_namespace_that_is_no_word_is_found(
        string path,
        string text,
        string expected
    ) =>
        Assert.Contains(
            $"'{expected.Trim('\'')}'",
            Assert.Single(FolderRules.Check(new SourceFile(path, text))).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("src/Portal.Core/Releases/A.cs", "namespace Portal.Releases; class A;")]
    [InlineData("src/Portal.Web/Shell/A.cs", "namespace Portal.Shell; class A;")]
    [InlineData("src/Portal.Web/Releases/A.razor", "<p>hello</p>")]
    [InlineData("src/Portal.Web/Program.cs", "Run(); public partial class Program;")]
    [InlineData("src/Portal.Core/PortalCore.cs", "namespace Portal; class PortalCore;")]
    [InlineData(
        "src/Portal.Trust/Tuf/Client/A.cs",
        "namespace Portal.Trust.Tuf.Client { enum A { B } }"
    )]
    public void A_namespace_that_is_its_folder_is_not_found(string path, string text) =>
        Assert.Empty(FolderRules.Check(new SourceFile(path, text)));

    [Fact]
    public void The_three_hundred_and_first_line_is_found()
    {
        Assert.Empty(
            TextRules.Length(Core("Releases/A.cs", string.Concat(Enumerable.Repeat("//\n", 300))))
        );
        Assert.Single(
            TextRules.Length(Core("Releases/A.cs", string.Concat(Enumerable.Repeat("//\n", 301))))
        );
    }

    [Theory]
    [InlineData("class A { void B() => Thread.Sleep(1); }")]
    [InlineData("class A { object B => System.DateTime.Now; }")]
    [InlineData("class A { object B => DateTimeOffset.UtcNow.Date; }")]
    public void A_banned_call_is_found(string text) =>
        Assert.Single(TextRules.Calls(Core("Releases/A.cs", text)));

    [Fact]
    public void A_banned_call_in_a_page_is_found() =>
        Assert.Single(TextRules.Calls(Page("<p>@DateTime.Now</p>")));

    [Theory]
    [InlineData("// Thread.Sleep(1)")]
    [InlineData("class A { string B => \"DateTime.Now\"; object C => clock.Now; }")]
    public void A_banned_call_in_words_is_not_found(string text) =>
        Assert.Empty(TextRules.Calls(Core("Releases/A.cs", text)));

    private static SourceFile Core(string path, string text) =>
        new("src/Portal.Core/" + path, text);

    private static SourceFile Page(string text) =>
        new("src/Portal.Web/Releases/ReleasePage.razor", text);
}
