using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Iso9660;

namespace Portal.Cli.Iso;

/// <summary>Checks an image against the standards.</summary>
internal static class VerifyCommand
{
    public static Command Build(Host host)
    {
        var file = ImageFile.Argument();
        return new Command(
            "verify",
            "Check an image against ECMA-119, Joliet, SUSP and Rock Ridge.\n\n"
                + "Each finding has the id of its rule, the sector and the byte in it, the clause of the standard, and what "
                + "readers do with it. Remarks are about what is allowed and yet not shown alike by all readers. The contents of "
                + "files are not read: 'gtp release verify' checks those of a release. Images of other tools often have findings "
                + "and work all the same. Exit code 0: no finding; 1: some."
        )
        {
            file,
        }
            .WithExamples(
                """
                gtp iso verify guest-tools.iso
                gtp iso verify guest-tools.iso --json
                """
            )
            .Does(
                host,
                (invocation, _) =>
                {
                    using var image = ImageFile.Open(invocation.Get(file));
                    var report = IsoVerifier.Inspect(image.Stream);
                    var document = new IsoVerifyDocument(
                        image.FilePath,
                        report.Findings.Count == 0 && report.IsComplete,
                        report.IsComplete,
                        report.Findings,
                        report.Remarks
                    );
                    invocation.Screen.Result(document, screen => Show(screen, document));
                    return Task.FromResult(document.Ok ? ExitCodes.Ok : ExitCodes.Failed);
                }
            );
    }

    private static void Show(Screen screen, IsoVerifyDocument document)
    {
        foreach (var finding in document.Findings)
        {
            Show(screen, "finding", finding);
        }

        foreach (var remark in document.Remarks)
        {
            Show(screen, "remark", remark);
        }

        var remarks =
            document.Remarks.Count == 0 ? "" : $", {Texts.Count(document.Remarks.Count, "remark")}";
        screen.Line(
            document switch
            {
                { Ok: true, Remarks.Count: 0 } => $"{document.File}: nothing found.",
                { Complete: true } =>
                    $"{document.File}: {Texts.Count(document.Findings.Count, "finding")}{remarks}.",
                _ =>
                    $"{document.File}: {Texts.Count(document.Findings.Count, "finding")}{remarks}; there may be more.",
            }
        );
    }

    private static void Show(Screen screen, string kind, IsoFinding finding)
    {
        screen.Line(
            $"{kind}: sector {finding.Sector} byte {finding.Offset}: {finding.Rule}: {ShownName.Of(finding.Message)} [{finding.Clause}]"
        );
        if (finding.Readers.Length > 0)
        {
            screen.Line($"    {finding.Readers}");
        }
    }
}
