using System.CommandLine;
using Portal.Cli.Shell;

namespace Portal.Cli.Administration;

/// <summary>What administrators do to the portal itself.</summary>
internal static class AdministrationCommands
{
    public static Command Build(Host host) =>
        new("admin", "Look after the portal itself (administrators only).") { Collect(host) };

    private static Command Collect(Host host)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Count, and delete nothing" };
        return new Command(
            "gc",
            "Delete files that no component version, release or image refers to any more, once they are old enough."
        )
        {
            dryRun,
        }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.ConnectSignedIn();
                var collected = await client.Administration.CollectAsync(
                    invocation.Get(dryRun),
                    cancellationToken
                );
                invocation.Screen.Result(
                    collected,
                    screen =>
                        screen.Fields(
                            ("examined", Texts.Count(collected.Examined, "file")),
                            ("referenced", Texts.Count(collected.Referenced, "file")),
                            ("too young", Texts.Count(collected.Young, "file")),
                            (
                                collected.DryRun ? "would delete" : "deleted",
                                $"{Texts.Count(collected.Deleted, "file")}, {Texts.Bytes(collected.DeletedBytes)}"
                            ),
                            ("abandoned uploads", Texts.Count(collected.StagingDeleted, "folder"))
                        )
                );
            }
        );
    }
}
