using System.CommandLine;
using Portal.Cli.Shell;

namespace Portal.Cli.Components;

/// <summary>Says without a portal what the portal would say.</summary>
internal static class LintCommand
{
    public static Command Build(Host host)
    {
        var path = ComponentCommands.InputArgument();
        return new Command(
            "lint",
            "Check a component as the portal would, without one.\n\n"
                + "Every finding is a line 'path:line: rule: message'. Without findings it prints the content digest, "
                + "which is the identity of the version wherever it is published."
        )
        {
            path,
        }
            .WithExamples(
                """
                gtp component lint ./qemu-guest-agent
                gtp component lint qemu-guest-agent-7.2.tar.gz --json
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var input = ComponentInput.Open(invocation.Get(path));
                    var check = await input.CheckAsync(cancellationToken);
                    var document = LintDocument.Of(input.Path, check);
                    invocation.Screen.Result(document, screen => Show(screen, input, document));
                    return check.IsGood ? ExitCodes.Ok : ExitCodes.Failed;
                }
            );
    }

    private static void Show(Screen screen, ComponentInput input, LintDocument document)
    {
        if (document.Findings.Count == 0)
        {
            screen.Line(
                $"{document.Component} {document.Version}: {Texts.Count(document.Files ?? 0, "file")}, "
                    + $"{Texts.Bytes(document.Bytes ?? 0)}, digest {document.Digest}"
            );
            return;
        }

        screen.Findings(input.Placed(screen, document.Findings));
        screen.Note($"{input.Path}: {Texts.Count(document.Findings.Count, "finding")}");
    }
}
