using System.Text.RegularExpressions;
using Portal.Testing;

namespace Portal.EndToEnd;

/// <summary>What an administrator does who builds the portal: a clean clone, <c>dotnet publish</c>, a folder that runs alone.</summary>
[Trait("Speed", "Slow")]
public sealed partial class PublishTests
{
    [Fact]
    public async Task A_clean_clone_publishes_to_a_folder_that_runs_alone_and_serves_its_styles()
    {
        using var folder = new TestFolder();
        await Tool.RunAsync(
            "git",
            "clone",
            "-q",
            "--no-hardlinks",
            RepositoryRoot(),
            folder["clone"]
        );
        await Tool.RunAsync(
            "dotnet",
            "publish",
            $"{folder["clone"]}/src/Portal.Web",
            "-c",
            "Release",
            "-o",
            folder["published"],
            "-v",
            "q",
            "-p:RunAnalyzers=false"
        );
        // Nothing of the clone is needed any more.
        Directory.Delete(folder["clone"], recursive: true);

        await using var portal = await PortalProcess.StartAsync(
            folder["data"],
            program: $"{folder["published"]}/Portal.Web.dll"
        );
        var page = await portal.Http.GetStringAsync("/");
        var style = StyleSheet().Match(page);
        Assert.True(style.Success, page);
        using var answer = await portal.Http.GetAsync(style.Groups[1].Value);
        Assert.Equal("text/css", answer.Content.Headers.ContentType!.MediaType);
        Assert.NotEqual(0, answer.Content.Headers.ContentLength);
        Assert.Contains(
            "guest-tools-installer",
            await portal.Http.GetStringAsync("/api/v1/components"),
            StringComparison.Ordinal
        );
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Portal.sln")))
        {
            folder =
                folder.Parent ?? throw new InvalidOperationException("Not inside the repository.");
        }

        return folder.FullName;
    }

    [GeneratedRegex("<link rel=\"stylesheet\" href=\"([^\"]+)\"")]
    private static partial Regex StyleSheet();
}
