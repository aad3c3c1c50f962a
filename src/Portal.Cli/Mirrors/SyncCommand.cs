using System.CommandLine;
using Portal.Cli.Hosts;
using Portal.Cli.Shell;
using Portal.Packaging.Mirrors;

namespace Portal.Cli.Mirrors;

/// <summary>Brings a mirror's tree to what its portal has published.</summary>
internal static class SyncCommand
{
    public static Command Build(Host host)
    {
        var folder = new Argument<string>("DIR")
        {
            Description = "Folder of the tree: what a web server serves, or rsync carries on",
        };
        var mirrors = SourceOptions.Mirrors();
        var products = MirrorOptions.Products();
        var channels = MirrorOptions.Channels();
        var root = SourceOptions.Root();
        var keys = SourceOptions.RootKeys();
        var keep = MirrorOptions.Keep();
        var grace = MirrorOptions.Grace();
        var command = new Command(
            "sync",
            "Bring a mirror to what its portal has published.\n\n"
                + "Everything is verified before it is put in place, and put in place in an order in which whoever reads finds "
                + "nothing torn, at any moment and whatever the run is killed in. Only what is missing is fetched. The first "
                + "time, --root or --root-key says where trust begins."
        )
        {
            folder,
            mirrors,
            products,
            channels,
            root,
            keys,
            keep,
            grace,
        };
        command.Validators.Add(result => SourceOptions.RefuseBoth(result, root, keys));
        return command
            .WithExamples(
                """
                gtp mirror sync /srv/guest-tools --mirror https://tools.example.org --product guest-tools --root-key 9a3f6c1e5b7d2048f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778a
                gtp mirror sync /srv/guest-tools --mirror https://tools.example.org --product guest-tools --channel stable --keep 5
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var path = Path.GetFullPath(invocation.Get(folder));
                    var anchor = await SourceOptions.AnchorAsync(
                        invocation,
                        root,
                        keys,
                        cancellationToken
                    );
                    if (anchor is null && !MirrorRun.Trusts(path))
                    {
                        throw CommandException.Usage(
                            $"{path} trusts nothing yet. Give --root FILE or --root-key KEYID: that is where trust begins."
                        );
                    }

                    using var tree = MirrorRun.Open(path);
                    using var http = HostSession.NewClient(host);
                    var (outcome, mirror) = await MirrorRun.FillAsync(
                        tree,
                        new MirrorSelection(
                            invocation.Get(products)!,
                            invocation.Get(channels) ?? [],
                            invocation.Get(keep),
                            TimeSpan.FromHours(invocation.Get(grace))
                        ),
                        [.. invocation.Get(mirrors)!.Select(m => Mirror.Of(m, http))],
                        anchor,
                        invocation,
                        cancellationToken
                    );
                    var document = new MirrorSyncDocument(
                        path,
                        outcome.IsChanged ? "synced" : "current",
                        mirror.Address,
                        outcome.Channels,
                        outcome.Releases,
                        outcome.Fetched,
                        outcome.Reused,
                        outcome.Removed,
                        outcome.Notes,
                        outcome.Expires
                    );
                    invocation.Screen.Result(document, screen => Tell(screen, document));
                }
            );
    }

    private static void Tell(Screen screen, MirrorSyncDocument document)
    {
        screen.Fields(
            ("Mirror", document.Folder),
            ("State", document.Action == "synced" ? "brought up to date" : "was up to date"),
            ("From", document.Mirror),
            ("Channels", string.Join(", ", document.Channels)),
            ("Releases", string.Join(", ", document.Releases)),
            (
                "Images",
                document.Action == "synced"
                    ? $"{Texts.Bytes(document.Fetched)} fetched, {Texts.Bytes(document.Reused)} were here"
                    : null
            ),
            (
                "Removed",
                document.Removed.Count > 0
                    ? $"{document.Removed.Count} files that nothing leads to"
                    : null
            ),
            ("Holds until", $"{document.Expires:yyyy-MM-dd HH:mm} UTC")
        );
        foreach (var note in document.Notes)
        {
            screen.Note(note);
        }
    }
}
