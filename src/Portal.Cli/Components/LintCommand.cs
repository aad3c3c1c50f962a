using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Protocol.Problems;

namespace Portal.Cli.Components;

/// <summary>Says without a portal what the portal would say.</summary>
internal static class LintCommand
{
    public static Command Build(Host host)
    {
        var path = ComponentCommands.InputArgument();
        var matrix = new Option<bool>("--matrix")
        {
            Description = "Also show which install entry each known platform gets",
        };
        return new Command(
            "lint",
            "Check a component as the portal would, without one.\n\n"
                + "Every finding is a line 'path:line: rule: message'. Without findings it prints the content digest, "
                + "which is the identity of the version wherever it is published. What should be looked at and stops nobody, such "
                + "as a driver that is not signed for the Windows it is offered to, comes after it in the same form."
        )
        {
            path,
            matrix,
        }
            .WithExamples(
                """
                gtp component lint ./qemu-guest-agent
                gtp component lint qemu-guest-agent-7.2.tar.gz --json
                gtp component lint ./qemu-guest-agent --matrix
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var input = ComponentInput.Open(invocation.Get(path));
                    var check = await input.CheckAsync(cancellationToken);
                    var wantsMatrix = invocation.Get(matrix);
                    var document = LintDocument.Of(input.Path, check, wantsMatrix);
                    invocation.Screen.Result(
                        document,
                        screen =>
                        {
                            Show(screen, input, document);
                            ShowRemarks(screen, input, document.Remarks);
                            if (wantsMatrix && check.Manifest is { } manifest)
                            {
                                MatrixView.Show(screen, manifest);
                            }
                        }
                    );
                    return check.IsGood ? ExitCodes.Ok : ExitCodes.Failed;
                }
            );
    }

    private static void ShowRemarks(
        Screen screen,
        ComponentInput input,
        IReadOnlyList<Finding> remarks
    )
    {
        if (remarks.Count > 0)
        {
            screen.Findings(input.Placed(screen, remarks));
            screen.Note(
                $"{input.Path}: {Texts.Count(remarks.Count, "remark")}, which keep nobody from publishing it"
            );
        }
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
