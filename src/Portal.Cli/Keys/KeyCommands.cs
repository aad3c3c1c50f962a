using System.CommandLine;
using System.Text;
using Portal.Cli.Shell;
using Portal.Protocol.Updates;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Cli.Keys;

/// <summary>Keys of the update repository, and signatures by keys that no portal holds.</summary>
internal static class KeyCommands
{
    public static Command Build(Host host) =>
        new(
            "keys",
            "Keys of the update repository: make, sign where no portal is, hand in, replace."
        )
        {
            Init(host),
            List(host),
            Export(host),
            SignCommand.Build(host),
            Submit(host),
            Rotate(host),
        };

    internal static Option<string?> PassphraseOption() =>
        new("--passphrase-file")
        {
            Description = "The first line of this file protects the key",
            HelpName = "FILE",
        };

    private static Argument<string> Role() =>
        Parsing.Checked(
            "role",
            "root, targets, snapshot, timestamp, rollout, or CHANNEL.PRODUCT",
            text =>
                text is { Length: > 0 and <= 127 }
                && text.All(c =>
                    char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.'
                ),
            "is not a role: root, targets, snapshot, timestamp, rollout, or such as stable.guest-tools."
        );

    private static Command Init(Host host)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "The private key; FILE.pub is its public half",
        };
        var passphrase = PassphraseOption();
        return new Command(
            "init",
            "Make a key. Needs no portal and no network: do it where the key shall stay."
        )
        {
            file,
            passphrase,
        }
            .WithExamples("gtp keys init /media/root-1/root-1.pem --passphrase-file /dev/shm/p")
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var path = invocation.Get(file);
                    using var key = TufPrivateKey.Generate();
                    var secret = await KeyFiles.PassphraseAsync(
                        invocation.Get(passphrase),
                        cancellationToken
                    );
                    KeyFiles.Write(
                        path,
                        secret is null ? key.ExportPrivatePem() : key.ExportPrivatePem(secret),
                        key.Public.Pem!
                    );
                    invocation.Screen.Result(
                        new KeyDocument(key.Public.KeyId, path, path + KeyFiles.PublicSuffix),
                        screen =>
                        {
                            screen.Line($"Made the key {key.Public.KeyId}.");
                            screen.Line($"Keep {path}; give away {path}{KeyFiles.PublicSuffix}.");
                        }
                    );
                }
            );
    }

    private static Command List(Host host) =>
        new Command("list", "List the roles: keys, expiry, and what waits for signatures.").Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.Connect();
                var updates = await client.Updates.ShowAsync(cancellationToken);
                invocation.Screen.Result(
                    updates,
                    screen =>
                        screen.Table(
                            ["ROLE", "VERSION", "EXPIRES", "SIGNED BY", "WAITS"],
                            [
                                .. updates.Roles.Select(role =>
                                    (IReadOnlyList<string?>)
                                        [
                                            role.Role,
                                            $"{role.Version}",
                                            $"{role.Expires:yyyy-MM-dd HH:mm}",
                                            $"{role.Threshold} of {role.Keys.Count}, {(role.Online ? "portal" : "elsewhere")}",
                                            role.Waiting is { } waiting
                                                ? $"{waiting.Signatures} of {waiting.Needed} for version {waiting.Version}"
                                                : null,
                                        ]
                                ),
                            ]
                        )
                );
            }
        );

    private static Command Export(Host host)
    {
        var role = Role();
        var output = new Option<string?>("--output")
        {
            Description = "Where to put it (default: ROLE.json)",
            HelpName = "FILE",
        };
        return new Command("export", "Fetch the metadata that waits for signatures.")
        {
            role,
            output,
        }
            .WithExamples("gtp keys export root --output /media/usb/root.json")
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var path = invocation.Get(output) ?? invocation.Get(role) + ".json";
                    OutputFile.Check(path);
                    using var client = invocation.Connect();
                    var file = await client.Updates.WaitingAsync(
                        invocation.Get(role),
                        cancellationToken
                    );
                    await SignCommand.WriteAsync(path, file, cancellationToken);
                    var content = SignCommand.Read(path, file);
                    invocation.Screen.Result(
                        new MetadataDocument(path, content.Version, null),
                        screen =>
                        {
                            foreach (var line in MetadataText.Lines(content))
                            {
                                screen.Line(line);
                            }

                            screen.Line(
                                $"Written to {path}. Sign it: gtp keys sign {path} --key KEY"
                            );
                        }
                    );
                }
            );
    }

    private static Command Submit(Host host)
    {
        var role = Role();
        var file = new Argument<string>("FILE") { Description = "The signed metadata" };
        return new Command(
            "submit",
            "Hand in signed metadata. It goes out when enough have signed."
        )
        {
            role,
            file,
        }
            .WithExamples("gtp keys submit root root.json")
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.ConnectSignedIn();
                    var done = await client.Updates.SubmitAsync(
                        invocation.Get(role),
                        await File.ReadAllBytesAsync(invocation.Get(file), cancellationToken),
                        cancellationToken
                    );
                    invocation.Screen.Result(done, screen => screen.Line(Standing(done)));
                }
            );
    }

    private static Command Rotate(Host host)
    {
        var role = Role();
        var keys = new Option<string[]>("--key")
        {
            Description =
                "A public key in PEM; may be given several times (default: the portal makes one and holds it)",
            HelpName = "FILE",
        };
        var threshold = new Option<int>("--threshold")
        {
            Description = "How many of the keys have to sign",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        return new Command("rotate", "Ask for other keys of a role (administrators only).")
        {
            role,
            keys,
            threshold,
        }
            .WithExamples(
                """
                gtp keys rotate timestamp
                gtp keys rotate root --key root-1.pem.pub --key root-2.pem.pub --key root-3.pem.pub --threshold 2
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var pems = new List<string>();
                    foreach (var path in invocation.Get(keys) ?? [])
                    {
                        pems.Add(
                            await File.ReadAllTextAsync(path, Encoding.ASCII, cancellationToken)
                        );
                    }

                    using var client = invocation.ConnectSignedIn();
                    var done = await client.Updates.OrderKeysAsync(
                        invocation.Get(role),
                        new KeyOrderWire(pems.Count == 0 ? null : pems, invocation.Get(threshold)),
                        cancellationToken
                    );
                    invocation.Screen.Result(done, screen => screen.Line(Standing(done)));
                }
            );
    }

    private static string Standing(UpdateRoleWire role) =>
        role.Ordered ? $"{role.Role}: asked for. See in a moment what waits: gtp keys list"
        : role.Waiting is { } waiting && waiting.Signatures < waiting.Needed
            ? $"{role.Role}: {waiting.Signatures} of {waiting.Needed} signatures are there. Next: gtp keys export {role.Role}"
        : $"{role.Role}: enough have signed; it is published in a moment.";
}
