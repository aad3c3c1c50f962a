using System.CommandLine;
using Portal.Cli.Hosts;
using Portal.Cli.Mirrors;
using Portal.Cli.Shell;
using Portal.Protocol.Client;
using Portal.Protocol.Following;

namespace Portal.Cli.Products;

/// <summary>Products whose releases another portal makes.</summary>
internal static class FollowCommands
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    public static Command Follow(Host host)
    {
        var product = ProductCommands.ProductArgument();
        var mirrors = new Option<string[]>("--mirror")
        {
            Description = "The other portal, or a mirror of it; several are tried in turn",
            HelpName = "URL",
            Required = true,
        };
        var channels = MirrorOptions.Channels();
        channels.Description =
            "Take what this channel of the other points to; several may be given (default: stable)";
        var root = SourceOptions.Root();
        var keys = SourceOptions.RootKeys();
        var title = new Option<string?>("--title")
        {
            Description = "Of a product that is made by it (default: the product's name)",
            HelpName = "TEXT",
        };
        var command = new Command(
            "follow",
            "Take the releases of a product from another portal.\n\n"
                + "The portal asks every few minutes, verifies what it gets by TUF from --root or --root-key on, and makes releases of it: "
                + "the same image to the last bit, signed here. Channels, rollouts and hosts are the product's own. A product that is "
                + "not there is made. Given again, it changes what is followed."
        )
        {
            product,
            mirrors,
            channels,
            root,
            keys,
            title,
        };
        command.Validators.Add(result => SourceOptions.RefuseBoth(result, root, keys));
        return command
            .WithExamples(
                """
                gtp product follow guest-tools --mirror https://tools.example.org --root-key 9a3f6c1e5b7d2048f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778a
                gtp product follow guest-tools --mirror https://tools.example.org --mirror https://mirror.example.net --channel testing --root 1.root.json
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var file = invocation.Get(root);
                    using var client = invocation.ConnectSignedIn();
                    var made = await client.Following.FollowAsync(
                        invocation.Get(product),
                        new FollowWire(
                            invocation.Get(mirrors)!,
                            invocation.Get(channels) is { Length: > 0 } named ? named : null,
                            file is null
                                ? null
                                : await File.ReadAllBytesAsync(file, cancellationToken),
                            invocation.Get(keys) is { Length: > 0 } ids ? ids : null,
                            invocation.Get(title)
                        ),
                        cancellationToken
                    );
                    invocation.Screen.Result(
                        made,
                        screen =>
                            screen.Line(
                                $"{made.Product} follows {string.Join(", ", made.Channels)} of {made.Mirrors[0]}."
                            )
                    );
                }
            );
    }

    public static Command Following(Host host)
    {
        var product = ProductCommands.ProductArgument();
        return new Command("following", "Show what a product follows, and how far it came.")
        {
            product,
        }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.Connect();
                var shown = await client.Following.GetAsync(
                    invocation.Get(product),
                    cancellationToken
                );
                invocation.Screen.Result(shown, screen => Write(screen, shown));
            }
        );
    }

    public static Command Check(Host host)
    {
        var product = ProductCommands.ProductArgument();
        var wait = new Option<bool>("--wait")
        {
            Description = "Wait until it is done: exit code 0 when it ended well, 1 when not",
        };
        return new Command("check", "Have the portal that a product follows asked at once.")
        {
            product,
            wait,
        }
            .WithExamples("gtp product check guest-tools --wait")
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var name = invocation.Get(product);
                    using var client = invocation.ConnectSignedIn();
                    var shown = await client.Following.CheckAsync(name, cancellationToken);
                    var isWaiting = invocation.Get(wait);
                    if (isWaiting)
                    {
                        shown = await WaitAsync(invocation, client, shown, cancellationToken);
                    }

                    invocation.Screen.Result(shown, screen => Write(screen, shown));
                    return isWaiting && shown.Error is not null ? ExitCodes.Failed : ExitCodes.Ok;
                }
            );
    }

    public static Command Unfollow(Host host)
    {
        var product = ProductCommands.ProductArgument();
        return new Command(
            "unfollow",
            "End it: the product makes its own releases again. What was taken stays."
        )
        {
            product,
        }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                var name = invocation.Get(product);
                using var client = invocation.ConnectSignedIn();
                await client.Following.UnfollowAsync(name, cancellationToken);
                invocation.Screen.Result(
                    new DoneDocument("unfollowed", name),
                    screen => screen.Line($"{name} follows no other portal any more.")
                );
            }
        );
    }

    private static async Task<FollowingWire> WaitAsync(
        Invocation invocation,
        PortalClient client,
        FollowingWire shown,
        CancellationToken cancellationToken
    )
    {
        var before = shown.CheckedAt;
        // One that was at work already is followed by another.
        while (shown.CheckedAt == before || shown.NextCheckAt <= shown.CheckedAt)
        {
            await Task.Delay(Pace, invocation.Host.Time, cancellationToken);
            shown = await client.Following.GetAsync(shown.Product, cancellationToken);
        }

        return shown;
    }

    private static void Write(Screen screen, FollowingWire shown)
    {
        screen.Fields(
            ("product", shown.Product),
            ("mirrors", string.Join(", ", shown.Mirrors)),
            ("channels", string.Join(", ", shown.Channels)),
            ("root keys", Texts.List(shown.RootKeys)),
            ("checked", Texts.Time(shown.CheckedAt) ?? "not yet"),
            ("well", Texts.Time(shown.GoodAt) ?? "never"),
            ("next", Texts.Time(shown.NextCheckAt)),
            ("error", shown.Error is { } error ? $"{error.Code}: {error.Message}" : null),
            (
                "taking",
                shown.Taking is { } taking
                    ? $"{taking.Version}, {Texts.Bytes(taking.Done)} of {Texts.Bytes(taking.Total)}"
                    : null
            )
        );
        screen.Table(
            ["CHANNEL", "VERSION", "THERE", "WHY"],
            [
                .. shown.Seen.Select(seen =>
                    (IReadOnlyList<string?>)
                        [
                            seen.Channel,
                            seen.Version,
                            seen.Withdrawn is not null ? "withdrawn"
                            : seen.State is null ? "unknown"
                            : $"{seen.State}, {seen.Percent} %",
                            seen.Withdrawn ?? seen.Reason,
                        ]
                ),
            ]
        );
    }
}
