using System.CommandLine;
using System.Security.Cryptography;
using Portal.Cli.Hosts;
using Portal.Cli.Shell;
using Portal.Packaging.Mirrors;
using Portal.Protocol;
using Portal.Trust.Tuf.Client;

namespace Portal.Cli.Mirrors;

/// <summary>One channel in one file, for hosts without a network.</summary>
internal static class BundleCommand
{
    public static Command Build(Host host)
    {
        var file = new Argument<string>("FILE") { Description = "The tar to write" };
        var from = new Option<string?>("--from")
        {
            Description = "A mirror's tree; what it trusts is trusted",
            HelpName = "DIR",
        };
        var mirrors = SourceOptions.Mirrors(isRequired: false);
        var product = MirrorOptions.Product();
        var channel = MirrorOptions.Channel();
        var root = SourceOptions.Root();
        var keys = SourceOptions.RootKeys();
        var command = new Command(
            "bundle",
            "Put one channel into one file, to be carried to hosts without a network.\n\n"
                + "An uncompressed tar of a mirror's tree: the same tree gives the same bytes. Hosts take it by "
                + "gtp host update --from FILE, and verify it as they verify a server. It holds as long as its timestamp, 24 "
                + "hours from when that was signed."
        )
        {
            file,
            from,
            mirrors,
            product,
            channel,
            root,
            keys,
        };
        command.Validators.Add(result =>
        {
            if ((result.GetResult(from) is null) == (result.GetResult(mirrors) is null))
            {
                result.AddError("Give --from DIR, or --mirror URL.");
            }

            SourceOptions.RefuseBoth(result, root, keys);
            if (
                result.GetResult(root) is null
                && result.GetResult(keys) is null
                && result.GetResult(from) is null
            )
            {
                result.AddError(
                    "Give --root FILE or --root-key KEYID: that is where trust begins."
                );
            }
        });
        return command
            .WithExamples(
                """
                gtp mirror bundle guest-tools.tar --from /srv/guest-tools --product guest-tools --channel stable
                gtp mirror bundle guest-tools.tar --mirror https://tools.example.org --product guest-tools --channel stable --root 1.root.json
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var path = OutputFile.Check(invocation.Get(file));
                    var anchor =
                        await SourceOptions.AnchorAsync(invocation, root, keys, cancellationToken)
                        ?? await AnchorOfAsync(invocation.Get(from)!, cancellationToken);
                    // Beside the file, so that what a run that was cut off fetched is gone on with.
                    var work = Path.Combine(
                        Path.GetDirectoryName(path)!,
                        $".{Path.GetFileName(path)}.tree"
                    );
                    // But trust begins anew with what was given now.
                    if (Directory.Exists(MirrorTree.TrustOf(work)))
                    {
                        Directory.Delete(MirrorTree.TrustOf(work), recursive: true);
                    }

                    MirrorOutcome outcome;
                    using (var tree = MirrorRun.Open(work))
                    {
                        using var http = HostSession.NewClient(host);
                        string[] sources = invocation.Get(from) is { } folder
                            ? [Path.GetFullPath(folder)]
                            : invocation.Get(mirrors)!;
                        (outcome, _) = await MirrorRun.FillAsync(
                            tree,
                            new MirrorSelection(
                                [invocation.Get(product)!],
                                [invocation.Get(channel)!],
                                Keep: 0
                            ),
                            [.. sources.Select(m => Mirror.Of(m, http))],
                            anchor,
                            invocation,
                            cancellationToken
                        );
                        await using var output = new OutputFile(path);
                        await BundleFile.WriteAsync(
                            tree,
                            outcome.Reached,
                            output.Stream,
                            cancellationToken
                        );
                        output.Stream.Flush(flushToDisk: true);
                        await output.CompleteAsync(cancellationToken);
                    }

                    Directory.Delete(work, recursive: true);
                    await using var written = File.OpenRead(path);
                    var document = new MirrorBundleDocument(
                        path,
                        written.Length,
                        Digest.Parse(
                            Convert.ToHexStringLower(
                                await SHA256.HashDataAsync(written, cancellationToken)
                            )
                        ),
                        outcome.Channels,
                        outcome.Releases,
                        outcome.Expires
                    );
                    invocation.Screen.Result(
                        document,
                        screen =>
                            screen.Fields(
                                ("Bundle", document.File),
                                ("Length", Texts.Bytes(document.Length)),
                                ("SHA-256", document.Sha256.Hex),
                                ("Channel", string.Join(", ", document.Channels)),
                                ("Releases", string.Join(", ", document.Releases)),
                                ("Holds until", $"{document.Expires:yyyy-MM-dd HH:mm} UTC")
                            )
                    );
                }
            );
    }

    private static async Task<TrustAnchor> AnchorOfAsync(
        string folder,
        CancellationToken cancellationToken
    ) =>
        MirrorRun.Trusts(folder)
            ? TrustAnchor.OfFile(
                await File.ReadAllBytesAsync(
                    Path.Combine(MirrorTree.TrustOf(Path.GetFullPath(folder)), "root.json"),
                    cancellationToken
                )
            )
            : throw CommandException.Usage(
                $"{folder} does not say what it trusts. Give --root FILE or --root-key KEYID: that is where trust begins."
            );
}
