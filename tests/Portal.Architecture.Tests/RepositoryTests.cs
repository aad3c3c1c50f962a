using System.Diagnostics;
using Portal.Architecture.Rules;

namespace Portal.Architecture;

/// <summary>The rules, held against the repository itself.</summary>
public sealed class RepositoryTests
{
    [Fact]
    public void Every_project_reference_is_an_arrow_of_the_table() =>
        AssertNone(Repository.Projects.SelectMany(ProjectRules.Check));

    [Fact]
    public void Every_mentioned_namespace_is_an_arrow_of_the_table() =>
        AssertNone(Repository.Product.SelectMany(ArrowRules.Check));

    [Fact]
    public void Every_mention_within_trust_is_an_arrow_of_the_table() =>
        AssertNone(Repository.Product.SelectMany(ArrowRules.CheckTrust));

    [Fact]
    public void Every_folder_is_a_known_word_and_every_namespace_its_folder() =>
        AssertNone(Repository.Product.SelectMany(FolderRules.Check));

    [Fact]
    public void No_source_is_longer_than_the_limit() =>
        AssertNone(Repository.Product.SelectMany(TextRules.Length));

    [Fact]
    public void Nothing_sleeps_and_nothing_reads_the_clock_itself() =>
        AssertNone(Repository.Product.Concat(Repository.Tests).SelectMany(TextRules.Calls));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("Portal.sln").Replace('\\', '/');

        AssertNone(
            Repository
                .Projects.Where(project =>
                    !solution.Contains($"\"{project.Path}\"", StringComparison.Ordinal)
                )
                .Select(project => new Breach(
                    project.Path,
                    0,
                    "It is not in Portal.sln, so nothing builds it."
                ))
        );
    }

    [Fact]
    public void The_repository_was_read()
    {
        Assert.Contains(
            Repository.Product,
            source => source.Path == "src/Portal.Protocol/Digest.cs"
        );
        Assert.Contains(Repository.Tests, source => source.Project == "Portal.Architecture.Tests");
        Assert.Contains(Repository.Projects, project => project.Name == "Portal.Core");
    }

    [Theory]
    [InlineData("run")]
    [InlineData("test")]
    [InlineData(".ci/run")]
    [InlineData("docker/entrypoint.sh")]
    [InlineData("examples/demo/demo.sh")]
    [InlineData("examples/demo/packages.sh")]
    [InlineData("examples/demo/verify.sh")]
    [InlineData("examples/virtio-list/install.sh")]
    [InlineData("examples/ci/upload.sh")]
    public async Task A_script_of_ours_is_clean_to_shellcheck(string script)
    {
        using var process = Process.Start(
            new ProcessStartInfo("shellcheck")
            {
                ArgumentList = { script },
                WorkingDirectory = Repository.Root,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;
        var findings = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, findings);
    }

    private static void AssertNone(IEnumerable<Breach> breaches)
    {
        var found = breaches.ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }
}
