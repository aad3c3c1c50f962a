using System.CommandLine;
using Portal.Cli.Shell;

namespace Portal.Cli.Completion;

/// <summary>Prints what a shell needs in order to complete gtp's command lines.</summary>
internal static class CompletionCommand
{
    public static Command Build(Host host)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong([.. CompletionScripts.ByShell.Keys]);
        return new Command(
            "completion",
            "Print the script with which a shell completes gtp's commands."
        )
        {
            shell,
        }
            .WithExamples(
                """
                gtp completion bash > ~/.local/share/bash-completion/completions/gtp
                gtp completion zsh > "${fpath[1]}/_gtp"
                gtp completion fish > ~/.config/fish/completions/gtp.fish
                """
            )
            .Does(
                host,
                (invocation, _) =>
                {
                    host.Out.Write(CompletionScripts.ByShell[invocation.Get(shell)]);
                    return Task.CompletedTask;
                }
            );
    }
}
