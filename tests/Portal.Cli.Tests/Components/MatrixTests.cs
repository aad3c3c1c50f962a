using System.Text.Json;
using Portal.Cli.Tests.Testing;

namespace Portal.Cli.Tests.Components;

public sealed class MatrixTests : IDisposable
{
    private readonly GtpRun _gtp = new();

    public void Dispose() => _gtp.Dispose();

    [Fact]
    public async Task The_matrix_says_which_entry_each_platform_gets()
    {
        var folder = Agent("install.sh");

        var lines = (await _gtp.RunAsync("component", "lint", folder, "--matrix")).Out.Split('\n');
        var json = await _gtp.RunAsync("component", "lint", folder, "--matrix", "--json");

        Assert.StartsWith("agent 1.0: ", lines[0], StringComparison.Ordinal);
        Assert.Contains("debian12\t1 deb\t1 deb\t2 script\t2 script\t2 script\t2 script\t", lines);
        Assert.Contains("rhel9\t2 script\t\t2 script\t\t2 script\t2 script\t", lines);
        Assert.Contains("win10\t-\t-\t-\t\t\t\t", lines);
        var cell = Assert.Single(
            json.Json.GetProperty("matrix").EnumerateArray(),
            c =>
                c.GetProperty("platform").GetString() == "debian12"
                && c.GetProperty("arch").GetString() == "x86_64"
        );
        Assert.Equal(
            """{"platform":"debian12","arch":"x86_64","entry":1,"line":6,"kind":"deb"}""",
            JsonSerializer.Serialize(cell)
        );
    }

    [Fact]
    public async Task The_entries_and_what_is_not_known_are_explained()
    {
        var answer = await _gtp.RunAsync("component", "lint", Agent("install.sh"), "--matrix");

        Assert.Equal(
            """

            1 deb, line 6: a.deb
            2 script, line 8: install.sh
            3 msi, line 10: a.msi
            - nothing is installed there.
            Not among the platforms known here: win95.

            """,
            answer.Error
        );
        Assert.Equal(0, answer.ExitCode);
    }

    [Fact]
    public async Task What_has_findings_is_told_first_and_fails()
    {
        var answer = await _gtp.RunAsync("component", "lint", Agent("gone.sh"), "--matrix");

        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("manifest.files.missing", answer.Out, StringComparison.Ordinal);
        Assert.Contains("debian12\t1 deb\t", answer.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_schema_is_the_one_that_is_published()
    {
        var answer = await _gtp.RunAsync("component", "schema");

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal("component.yaml", answer.Json.GetProperty("title").GetString());
    }

    private string Agent(string script)
    {
        var folder = _gtp.PutComponent("agent");
        _gtp.Put("agent/a.deb", "");
        _gtp.Put("agent/a.msi", "");
        _gtp.Put(
            "agent/component.yaml",
            $$"""
            component: agent
            version: "1.0"
            summary: An agent
            license: MIT
            install:
              - when: { distro: debian, arch: [x86_64, x86], version: ">=12 <13" }
                deb: a.deb
              - when: { os: linux, arch: [x86_64, arm64, arm, ppc64le, s390x] }
                script: {{script}}
              - when: { platform: win95 }
                msi: a.msi

            """
        );
        return folder;
    }
}
