using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Cli.Tests.Testing;

namespace Portal.Cli.Tests.Manual;

public sealed class ManualTests : IDisposable
{
    private readonly GtpRun _gtp = new();

    public void Dispose() => _gtp.Dispose();

    [Fact]
    public async Task The_manual_page_is_typeset_without_a_warning()
    {
        var page = _gtp.Put("gtp.1", (await _gtp.RunAsync("manual")).Out);

        var set = await Tool.RunAsync("groff", ["-man", "-ww", "-Tutf8", page]);

        Assert.Equal("", set.Error);
        Assert.Contains("gtp completion bash > ~/.local/share", set.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_command_has_its_heading()
    {
        var page = (await _gtp.RunAsync("manual")).Out;

        foreach (var path in Leaves(Gtp.Build(Host.OfProcess())))
        {
            Assert.Contains(
                $".SS {path.Replace("-", "\\-", StringComparison.Ordinal)}",
                page,
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData(".hidden", "\\&.hidden")]
    [InlineData("it's \\n", "it\\(aqs \\en")]
    [InlineData("gtp --json", "gtp \\-\\-json")]
    public void What_roff_would_take_for_its_own_is_escaped(string text, string expected) =>
        Assert.Equal(expected, Cli.Manual.Roff.Line(text));

    private static IEnumerable<string> Leaves(Command command) =>
        command.Subcommands.Count == 0
            ? [command is RootCommand ? "gtp" : command.Name]
            : command
                .Subcommands.SelectMany(Leaves)
                .Select(path => $"{(command is RootCommand ? "gtp" : command.Name)} {path}");
}
