using Portal.Architecture.Rules;

namespace Portal.Architecture;

/// <summary>Wrong project files are found, right ones are not.</summary>
public sealed class ProjectRuleTests
{
    [Theory]
    [InlineData(
        "src/Portal.Core",
        "<ProjectReference Include=\"../Portal.Web/Portal.Web.csproj\" />",
        "Portal.Web"
    )]
    [InlineData(
        "src/Portal.Core",
        "<ProjectReference Include=\"..\\Portal.Cli\\Portal.Cli.csproj\" />",
        "Portal.Cli"
    )]
    [InlineData(
        "src/Portal.Web",
        "<ProjectReference Include=\"../Portal.Trust/Portal.Trust.csproj\" />",
        "Portal.Trust"
    )]
    [InlineData("src/Portal.Helpers", "", "Portal.Helpers")]
    [InlineData(
        "src/Portal.Core",
        "<FrameworkReference Include=\"Microsoft.AspNetCore.App\" />",
        "AspNetCore"
    )]
    [InlineData(
        "src/Portal.Core",
        "<PackageReference Include=\"Quartz\" Version=\"4.7.3\" />",
        "Quartz"
    )]
    [InlineData(
        "tests/Portal.Core.Tests",
        "<PackageReference Include=\"xunit\" VersionOverride=\"3.0.0\" />",
        "xunit"
    )]
    [InlineData(
        "src/Portal.Core",
        "<PackageReference Include=\"A\"><Version>1</Version></PackageReference>",
        "A has"
    )]
    [InlineData("src/Portal.Core", "<Using Include=\"Portal.Images\" />", "Portal.Images")]
    public void A_wrong_project_file_is_found(string folder, string item, string expected) =>
        Assert.Contains(
            expected,
            Assert.Single(ProjectRules.Check(Project(folder, item))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Core_built_by_the_web_sdk_is_found() =>
        Assert.Single(ProjectRules.Check(Project("src/Portal.Core", "", "Microsoft.NET.Sdk.Web")));

    [Theory]
    [InlineData(
        "src/Portal.Core",
        "<ProjectReference Include=\"../Portal.Trust/Portal.Trust.csproj\" />"
    )]
    [InlineData("src/Portal.Core", "<PackageReference Include=\"Quartz\" />")]
    [InlineData(
        "tests/Portal.Web.Tests",
        "<ProjectReference Include=\"../../src/Portal.Cli/Portal.Cli.csproj\" />"
    )]
    [InlineData(
        "tests/Portal.Web.Tests",
        "<FrameworkReference Include=\"Microsoft.AspNetCore.App\" />"
    )]
    public void A_right_project_file_is_not_found(string folder, string item) =>
        Assert.Empty(ProjectRules.Check(Project(folder, item)));

    private static ProjectFile Project(
        string folder,
        string item,
        string sdk = "Microsoft.NET.Sdk"
    ) =>
        new(
            $"{folder}/{folder.Split('/')[1]}.csproj",
            $"<Project Sdk=\"{sdk}\"><ItemGroup>{item}</ItemGroup></Project>"
        );
}
