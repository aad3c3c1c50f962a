using Portal.Cli.Hosts;
using Portal.Cli.Shell;
using Portal.Packaging.Mirrors;
using Portal.Trust.Tuf.Client;

namespace Portal.Cli.Mirrors;

/// <summary>Fills a tree from the first source that has what can be trusted.</summary>
internal static class MirrorRun
{
    /// <exception cref="CommandException">Another one is at work there.</exception>
    public static MirrorTree Open(string folder)
    {
        try
        {
            return MirrorTree.Open(folder);
        }
        catch (MirrorBusyException e)
        {
            throw new CommandException(ExitCodes.Conflict, "cli.mirror.busy", e.Message);
        }
    }

    /// <summary>Fills it.</summary>
    /// <param name="anchor">Used where the tree trusts nothing yet.</param>
    /// <exception cref="CommandException">No source has what can be trusted; each one's reason is told.</exception>
    public static async Task<(MirrorOutcome Outcome, Mirror Mirror)> FillAsync(
        MirrorTree tree,
        MirrorSelection selection,
        IReadOnlyList<Mirror> mirrors,
        TrustAnchor? anchor,
        Invocation invocation,
        CancellationToken cancellationToken
    )
    {
        var clock = invocation.Host.Time;
        if (!Trusts(tree.Folder) && anchor is not null)
        {
            await SourceOptions.TrustAsync(
                tree.Trust,
                anchor,
                mirrors,
                clock,
                "cli.mirror.no-trust",
                cancellationToken
            );
        }

        return await FirstMirror.AskAsync(
            mirrors,
            async mirror =>
                (
                    await new MirrorFill(tree, selection, clock).RunAsync(
                        new MirrorSource(mirror, invocation.Screen, clock),
                        cancellationToken
                    ),
                    mirror
                ),
            "cli.mirror",
            "The mirror could not be brought up to date; what it serves is whole."
        );
    }

    /// <summary>True when the tree knows what to trust.</summary>
    public static bool Trusts(string folder) =>
        File.Exists(Path.Combine(MirrorTree.TrustOf(Path.GetFullPath(folder)), "root.json"));
}
