using Portal.Cli.Tests.Testing;
using Portal.Protocol;
using Portal.Protocol.Projects;
using Portal.Protocol.Uploads;
using Portal.Testing;

namespace Portal.Cli.Tests.Shell;

public sealed class TerminalTests : IDisposable
{
    private const string Escape = "\e[";

    private readonly GtpRun _gtp = new() { IsTerminal = true };
    private readonly FakePortal _portal = new();

    public TerminalTests()
    {
        _gtp.Environment["GTP_URL"] = _portal.Url.AbsoluteUri;
        _gtp.Environment["GTP_TOKEN"] = "gtp_x";
        _gtp.Environment["TERM"] = "xterm-256color";
    }

    public void Dispose()
    {
        _gtp.Dispose();
        _portal.Dispose();
    }

    [Fact]
    public async Task A_list_has_headings_and_shows_brackets_as_they_are()
    {
        ThenProjects();

        var answer = await _gtp.RunAsync("project", "list");

        Assert.Contains("NAME", answer.Out, StringComparison.Ordinal);
        Assert.Contains("QEMU [bold]x", answer.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NO_COLOR", "1")]
    [InlineData("TERM", "dumb")]
    public async Task Nobody_gets_colours_who_does_not_want_or_cannot_show_them(
        string name,
        string value
    )
    {
        ThenProjects();
        _gtp.Environment[name] = value;

        var answer = await _gtp.RunAsync("project", "list");

        Assert.DoesNotContain(Escape + "3", answer.Out, StringComparison.Ordinal);
        Assert.Equal(name == "TERM", !answer.Out.Contains('\e', StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_upload_draws_its_bar_beside_the_result()
    {
        ThenPublished();

        var answer = await _gtp.RunAsync("component", "push", _gtp.PutComponent("agent"));

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("my-agent 1.0", answer.Error, StringComparison.Ordinal);
        Assert.StartsWith("Published my-agent 1.0, digest", answer.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', answer.Out);
    }

    [Fact]
    public async Task With_json_nothing_is_drawn()
    {
        ThenPublished();

        var answer = await _gtp.RunAsync("component", "push", _gtp.PutComponent("agent"), "--json");

        Assert.Equal("", answer.Error);
        Assert.True(answer.Json.GetProperty("created").GetBoolean());
    }

    private void ThenProjects() =>
        _portal.ThenJson(
            new PageWire<ProjectWire>(
                [new ProjectWire("qemu", "QEMU [bold]x", Samples.Then, [])],
                null
            ),
            ProtocolJson.Default.PageWireProjectWire
        );

    private void ThenPublished() =>
        _portal.ThenTakes(Samples.Upload(UploadStates.Created, Digest.Of("x"u8)));
}
