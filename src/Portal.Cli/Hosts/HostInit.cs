using System.CommandLine;
using System.Security.Cryptography;
using Portal.Cli.Shell;
using Portal.Protocol;
using Portal.Protocol.Client;
using Portal.Protocol.Rollouts;

namespace Portal.Cli.Hosts;

/// <summary>Begins to follow a channel, from a trust anchor that came by another way.</summary>
internal static class HostInit
{
    public static Command Build(Host host)
    {
        var product = Parsing.Name("product", "The product to follow");
        var channel = Parsing.Checked(
            "channel",
            "The channel to follow",
            Names.IsChannelName,
            "is not a channel: it begins with a letter and has 1-63 of a-z 0-9 -."
        );
        var mirrors = SourceOptions.Mirrors();
        var root = SourceOptions.Root();
        var keys = SourceOptions.RootKeys();
        var images = new Option<string>("--images")
        {
            Description = "Folder of the ISOs",
            HelpName = "DIR",
            DefaultValueFactory = _ => "/var/lib/libvirt/images/guest-tools",
        };
        var keep = new Option<int>("--keep")
        {
            Description = "How many images stay on the disk, the current one counted",
            HelpName = "N",
            DefaultValueFactory = _ => 3,
        };
        keep.Validators.Add(result =>
        {
            if (
                result.Tokens is [var token]
                && int.TryParse(token.Value, out var given)
                && given < 1
            )
            {
                result.AddError("At least 1 image is kept.");
            }
        });
        var tokenFile = EnrollCommand.FileOption("--enroll-file");
        var tokenStdin = EnrollCommand.StdinOption("--enroll-stdin");
        var state = HostSession.StateOption();
        var command = new Command(
            "init",
            "Begin to follow a channel.\n\n"
                + "What is trusted first comes from a file or from the id of a key, never silently from the network. Compare the id "
                + "with the one on the portal's page of keys, over another way. With a fleet token the host reports as well, as after "
                + "'gtp host enroll'."
        )
        {
            product,
            channel,
            mirrors,
            root,
            keys,
            images,
            keep,
            tokenFile,
            tokenStdin,
            state,
        };
        command.Validators.Add(result =>
        {
            var hasRoot = result.GetResult(root) is not null;
            var hasKeys = result.GetResult(keys) is not null;
            if (hasRoot == hasKeys)
            {
                result.AddError(
                    "Give --root FILE or --root-key KEYID: that is where trust begins."
                );
            }

            if (result.GetResult(tokenFile) is not null && result.GetResult(tokenStdin) is not null)
            {
                result.AddError("Give one of --enroll-file and --enroll-stdin.");
            }
        });
        return command
            .WithExamples(
                """
                gtp host init guest-tools stable --mirror https://tools.example.org --root 1.root.json
                gtp host init guest-tools stable --mirror https://tools.example.org --root 1.root.json --enroll-stdin < fleet.token
                gtp host init guest-tools stable --mirror https://mirror.example.net/guest-tools --mirror https://tools.example.org --root-key 9a3f6c1e5b7d2048f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778a
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var folder = HostSession.FolderOf(invocation, state);
                    using var hold = folder.Lock();
                    if (folder.IsSetUp)
                    {
                        throw new CommandException(
                            ExitCodes.Conflict,
                            "cli.host.exists",
                            $"{folder.FullPath} follows a channel already. Remove the folder to begin anew, or give another one by --state."
                        );
                    }

                    var token = await EnrollCommand.TokenAsync(
                        invocation,
                        tokenFile,
                        tokenStdin,
                        cancellationToken
                    );
                    var settings = new HostSettings(
                        Convert.ToHexStringLower(
                            RandomNumberGenerator.GetBytes(RolloutChoice.Size)
                        ),
                        invocation.Get(product),
                        invocation.Get(channel),
                        invocation.Get(mirrors)!,
                        Path.GetFullPath(invocation.Get(images)!),
                        invocation.Get(keep)
                    );
                    var anchor = (
                        await SourceOptions.AnchorAsync(invocation, root, keys, cancellationToken)
                    )!;
                    using var http = HostSession.NewClient(host);
                    await SourceOptions.TrustAsync(
                        folder.Trust,
                        anchor,
                        settings.Mirrors.Select(m => Mirror.Of(m, http)),
                        host.Time,
                        "cli.host.no-trust",
                        cancellationToken
                    );
                    folder.Write(settings);
                    var portal = token is null
                        ? null
                        : await EnrollAsync(invocation, folder, settings, token, cancellationToken);
                    invocation.Screen.Result(
                        new HostStatusDocument(
                            settings.Product,
                            settings.Channel,
                            settings.Mirrors,
                            settings.Images,
                            null,
                            null,
                            [],
                            portal
                        ),
                        screen =>
                        {
                            screen.Line(
                                $"Follows {settings.Channel} of {settings.Product} from {string.Join(", ", settings.Mirrors)}."
                            );
                            if (portal is not null)
                            {
                                screen.Line($"Reports to {portal} after each update.");
                            }

                            screen.Line("Next: gtp host update, and then gtp host install-timer");
                        }
                    );
                }
            );
    }

    /// <summary>The host follows its channel whether or not this succeeds.</summary>
    private static async Task<Uri> EnrollAsync(
        Invocation invocation,
        HostFolder folder,
        HostSettings settings,
        string token,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await EnrollCommand.RunAsync(
                invocation,
                folder,
                settings,
                token,
                cancellationToken
            );
        }
        catch (PortalException e)
        {
            throw new CommandException(
                ExitCodes.Of(e),
                CommandExtensions.CodeOf(e),
                $"{settings.Channel} of {settings.Product} is followed, but this host is not enrolled: {e.Message} Try again: gtp host enroll",
                e.Problem?.Findings
            );
        }
    }
}
