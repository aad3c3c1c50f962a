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
        // What npm brings too: a clean clone has none of it when its project is read.
        var files = DocumentFile().Matches(page).Select(m => m.Groups["path"].Value).ToList();
        Assert.Contains("/lib/tabler.min.css", files);
        foreach (var file in files)
        {
            using var answer = await portal.Http.GetAsync(file);
            Assert.True(answer.IsSuccessStatusCode, file);
            Assert.NotEqual(0, answer.Content.Headers.ContentLength);
        }

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

    [GeneratedRegex(
        "<(?:link [^>]*href|script src)=\"(?<path>[^\"]+)\"",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex DocumentFile();
}
