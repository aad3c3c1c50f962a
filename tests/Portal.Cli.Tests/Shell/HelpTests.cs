using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text;
using Portal.Cli.Shell;
using Portal.Cli.Tests.Testing;

namespace Portal.Cli.Tests.Shell;

public sealed class HelpTests : IDisposable
{
    /// <summary>Set it to anything to write the snapshot anew.</summary>
    private const string UpdateVariable = "UPDATE_SNAPSHOTS";

    private readonly GtpRun _gtp = new();

    public void Dispose() => _gtp.Dispose();

    [Fact]
    public async Task The_help_of_every_command_is_as_it_was_agreed()
    {
        var text = new StringBuilder();
        foreach (var path in Paths(Gtp.Build(Host.OfProcess()), []))
        {
            var answer = await _gtp.RunAsync([.. path, "--help"]);
            Assert.Equal(0, answer.ExitCode);
            text.Append("===== ").AppendJoin(' ', ["gtp", .. path]).Append('\n');
            foreach (var line in answer.Out.ReplaceLineEndings("\n").Trim('\n').Split('\n'))
            {
                text.Append(line.TrimEnd()).Append('\n');
            }

            text.Append('\n');
        }

        var file = SnapshotFile();
        if (Environment.GetEnvironmentVariable(UpdateVariable) is { Length: > 0 })
        {
            await File.WriteAllTextAsync(file, text.ToString());
        }

        Assert.Equal(await File.ReadAllTextAsync(file), text.ToString());
    }

    [Fact]
    public void Every_command_option_and_argument_is_described()
    {
        foreach (var command in All(Gtp.Build(Host.OfProcess())))
        {
            Assert.False(string.IsNullOrWhiteSpace(command.Description), command.Name);
            Assert.All(
                command.Options,
                option =>
                    Assert.False(
                        string.IsNullOrWhiteSpace(option.Description),
                        $"{command.Name} {option.Name}"
                    )
            );
            Assert.All(
                command.Arguments,
                argument =>
                    Assert.False(
                        string.IsNullOrWhiteSpace(argument.Description),
                        $"{command.Name} {argument.Name}"
                    )
            );
        }
    }

    [Fact]
    public void Every_example_is_a_command_line_that_parses()
    {
        var file = _gtp.Put("file", "");
        var checkedLines = 0;
        foreach (var command in All(Gtp.Build(Host.OfProcess())))
        {
            foreach (
                var line in (command.Examples() ?? "").Split('\n', StringSplitOptions.TrimEntries)
            )
            {
                if (line.Length == 0)
                {
                    continue;
                }

                // Redirections are the shell's, and the files of examples are nowhere.
                var words = System
                    .CommandLine.Parsing.CommandLineParser.SplitCommandLine(line)
                    .TakeWhile(word => word is not (">" or "<"))
                    .Select(word => Stand(word, file))
                    .ToList();
                Assert.Equal("gtp", words[0]);
                var parsed = Gtp.Build(Host.OfProcess()).Parse(words[1..]);
                Assert.True(
                    parsed.Errors.Count == 0,
                    $"{line}: {string.Join(" ", parsed.Errors.Select(error => error.Message))}"
                );
                checkedLines++;
            }
        }

        Assert.True(checkedLines > 20);
    }

    private string Stand(string word, string file) =>
        word is "./qemu-guest-agent" or "./components" ? _gtp.Folder
        : word
            is "release.json"
                or "recipe.yaml"
                or "openpgp.asc"
                or "guest-tools.pin"
                or "CONTENTS.SHA256SUMS.sig"
            ? file
        : word;

    private static IEnumerable<string[]> Paths(Command command, string[] path) =>
        command.Subcommands.SelectMany(child => Paths(child, [.. path, child.Name])).Prepend(path);

    private static IEnumerable<Command> All(Command command) =>
        command.Subcommands.SelectMany(All).Prepend(command);

    private static string SnapshotFile([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "help.txt");
}
