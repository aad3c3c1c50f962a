using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Iso9660;

namespace Portal.Cli.Iso;

/// <summary>Checks an image against the standards.</summary>
internal static class VerifyCommand
{
    private const int ShownOfRule = 10;

    public static Command Build(Host host)
    {
        var file = ImageFile.Argument();
        return new Command(
            "verify",
            "Check an image against ECMA-119, Joliet, SUSP and Rock Ridge.\n\n"
                + "Each finding has the id of its rule, the sector and the byte in it, the clause of the standard, and what "
                + "readers do with it; of a rule ten are shown, and a hundred by --json. Remarks are about what is allowed and yet not shown alike by all readers. The contents of "
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
                        report.Remarks,
                        [
                            .. report
                                .Omitted.OrderBy(more => more.Key, StringComparer.Ordinal)
                                .Select(more => new IsoOmittedDocument(more.Key, more.Value)),
                        ]
                    );
                    invocation.Screen.Result(document, screen => Show(screen, document));
                    return Task.FromResult(document.Ok ? ExitCodes.Ok : ExitCodes.Failed);
                }
            );
    }

    private static void Show(Screen screen, IsoVerifyDocument document)
    {
        var findings = Show(screen, "finding", document.Findings, document.Omitted);
        var remarks = Show(screen, "remark", document.Remarks, document.Omitted);
        if (findings == 0 && remarks == 0)
        {
            screen.Line($"{document.File}: nothing found.");
            return;
        }

        var said = remarks == 0 ? "" : $", {Texts.Count(remarks, "remark")}";
        var end = document.Complete ? "" : "; there may be more";
        screen.Line($"{document.File}: {Texts.Count(findings, "finding")}{said}{end}.");
    }

    /// <summary>Shows the first of each rule, and says how many there are.</summary>
    private static long Show(
        Screen screen,
        string kind,
        IReadOnlyList<IsoFinding> findings,
        IReadOnlyList<IsoOmittedDocument> omitted
    )
    {
        var total = 0L;
        foreach (var ofRule in findings.GroupBy(finding => finding.Rule))
        {
            foreach (var (i, finding) in ofRule.Index().Take(ShownOfRule))
            {
                screen.Line(
                    $"{kind}: sector {finding.Sector} byte {finding.Offset}: {finding.Rule}: {ShownName.Of(finding.Message)} [{finding.Clause}]"
                );
                if (i == 0 && finding.Readers.Length > 0)
                {
                    screen.Line($"    {finding.Readers}");
                }
            }

            var count =
                ofRule.Count() + omitted.Where(more => more.Rule == ofRule.Key).Sum(m => m.Count);
            if (count > ShownOfRule)
            {
                screen.Line($"    and {count - ShownOfRule} more of {ofRule.Key}");
            }

            total += count;
        }

        return total;
    }
}
