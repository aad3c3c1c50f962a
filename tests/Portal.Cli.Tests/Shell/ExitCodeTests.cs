using Portal.Cli.Tests.Testing;
using Portal.Protocol;
using Portal.Protocol.Problems;
using Portal.Protocol.Projects;
using Portal.Testing;

namespace Portal.Cli.Tests.Shell;

public sealed class ExitCodeTests : IDisposable
{
    private readonly GtpRun _gtp = new();
    private readonly FakePortal _portal = new();

    public void Dispose()
    {
        _gtp.Dispose();
        _portal.Dispose();
    }

    [Theory]
    [InlineData(401, 3)]
    [InlineData(403, 3)]
    [InlineData(404, 4)]
    [InlineData(409, 5)]
    [InlineData(410, 4)]
    [InlineData(412, 5)]
    [InlineData(422, 1)]
    [InlineData(500, 1)]
    [InlineData(507, 1)]
    public async Task A_problem_becomes_its_exit_code(int status, int exitCode)
    {
        _portal.ThenProblem(
            new ProblemWire(null, "Refused", status, "It is not to be.", "some.code")
        );

        var answer = await RunAsync("project", "show", "qemu");

        Assert.Equal(exitCode, answer.ExitCode);
        Assert.Equal("", answer.Out);
        Assert.Equal("gtp: It is not to be.\n", answer.Error);
    }

    [Fact]
    public async Task With_json_a_problem_is_one_document_on_standard_output()
    {
        _portal.ThenProblem(
            new ProblemWire(
                null,
                "Refused",
                422,
                "2 findings.",
                "some.code",
                Findings: [new Finding("a.rule", "Wrong.", "component.yaml", 3)]
            )
        );

        var answer = await RunAsync("--json", "project", "show", "qemu");

        Assert.Equal(1, answer.ExitCode);
        Assert.Equal("", answer.Error);
        var error = answer.Json.GetProperty("error");
        Assert.Equal("some.code", error.GetProperty("code").GetString());
        Assert.Equal(1, error.GetProperty("exitCode").GetInt32());
        Assert.Equal(3, error.GetProperty("findings")[0].GetProperty("line").GetInt32());
    }

    [Fact]
    public async Task A_portal_that_cannot_be_reached_is_6()
    {
        var answer = await _gtp.RunAsync(
            "project",
            "list",
            "--url",
            FakePortal.Nobody().AbsoluteUri
        );

        Assert.Equal(6, answer.ExitCode);
        Assert.Contains("refused", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_site_that_is_no_portal_is_6()
    {
        _portal.Then(context => FakePortal.TextAsync(context, "<html>", "text/html"));

        var answer = await RunAsync("project", "list");

        Assert.Equal(6, answer.ExitCode);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("project")]
    [InlineData("project", "show")]
    [InlineData("project", "show", "Not A Name")]
    [InlineData("release", "show", "guest-tools", "no-digit")]
    [InlineData("release", "create", "guest-tools", "1.0", "--pin", "nothing")]
    [InlineData("token", "create", "x", "--days", "1000")]
    [InlineData("token", "create", "x", "--grant", "king")]
    [InlineData("robot", "create", "x", "--grant", "release-manager")]
    [InlineData("component", "show", "a", "--files")]
    [InlineData("product", "create", "guest-tools")]
    [InlineData("project", "members")]
    [InlineData("--url", "ftp://example.org", "project", "list")]
    [InlineData("component", "lint", "/nowhere/at/all")]
    [InlineData("completion", "csh")]
    public async Task A_command_line_that_makes_no_sense_is_2(params string[] arguments)
    {
        _gtp.Environment["GTP_TOKEN"] = "gtp_x";

        var answer = await _gtp.RunAsync(arguments);

        Assert.Equal(2, answer.ExitCode);
        Assert.StartsWith("gtp: ", answer.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_portal_the_message_says_how_to_name_one()
    {
        var answer = await _gtp.RunAsync("project", "list");

        Assert.Equal(2, answer.ExitCode);
        Assert.Contains("GTP_URL", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_without_a_token_is_3_and_asks_nothing()
    {
        var answer = await _gtp.RunAsync(
            "project",
            "create",
            "qemu",
            "--url",
            _portal.Url.AbsoluteUri
        );

        Assert.Equal(3, answer.ExitCode);
        Assert.Contains("gtp login", answer.Error, StringComparison.Ordinal);
        Assert.Empty(_portal.Requests);
    }

    [Fact]
    public async Task A_piped_list_is_tab_separated_lines()
    {
        _portal.ThenJson(
            new PageWire<ProjectWire>(
                [
                    new ProjectWire("qemu", "QEMU", Samples.Then, ["qemu-guest-agent"]),
                    new ProjectWire("spice", "SPICE [bold]", Samples.Then, []),
                ],
                null
            ),
            ProtocolJson.Default.PageWireProjectWire
        );

        var answer = await RunAsync("project", "list");

        Assert.Equal("qemu\tQEMU\tqemu-guest-agent\nspice\tSPICE [bold]\t\n", answer.Out);
    }

    private Task<GtpAnswer> RunAsync(params string[] arguments)
    {
        _gtp.Environment["GTP_URL"] = _portal.Url.AbsoluteUri;
        return _gtp.RunAsync(arguments);
    }
}
