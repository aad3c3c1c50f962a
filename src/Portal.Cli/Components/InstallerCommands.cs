using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Protocol.Client;
using Portal.Protocol.Components;

namespace Portal.Cli.Components;

/// <summary>The installer for Windows that lies on every disc: how it is signed, and signing it.</summary>
internal static class InstallerCommands
{
    /// <summary>In bytes; no setup.exe has more.</summary>
    private const int MaximumLength = 4 << 20;

    public static Command Build(Host host) =>
        new("installer", "The setup.exe on every disc: look at it, fetch it, sign it.")
        {
            Show(host),
            Export(host),
            Sign(host),
        };

    private static Command Show(Host host) =>
        new Command("show", "Show the setup.exe that new releases take, and who signed it.").Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.Connect();
                var setup = await client.Installer.SetupAsync(cancellationToken);
                invocation.Screen.Result(
                    setup,
                    screen =>
                        screen.Fields(
                            ("version", setup.Version),
                            ("digest", setup.Digest.Hex),
                            ("sha256", setup.Sha256.Hex),
                            ("length", Texts.Bytes(setup.Length)),
                            ("signature", Describe(setup.Signature))
                        )
                );
            }
        );

    private static Command Export(Host host)
    {
        var output = new Option<string>("--output", "-o")
        {
            Description = "The file to write",
            HelpName = "FILE",
            DefaultValueFactory = _ => "setup.exe",
        };
        return new Command("export", "Fetch the setup.exe that new releases take, to sign it.")
        {
            output,
        }
            .WithExamples("gtp installer export -o setup.exe")
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var path = invocation.Get(output)!;
                    OutputFile.Check(path);
                    using var client = invocation.Connect();
                    var setup = await client.Installer.SetupAsync(cancellationToken);
                    await using var file = new OutputFile(path);
                    await client.Installer.DownloadAsync(setup, file.Stream, cancellationToken);
                    var digest = await ArchiveFiles.HashAsync(file.Stream, cancellationToken);
                    if (digest != setup.Sha256)
                    {
                        throw CommandException.Failed(
                            "cli.download",
                            $"The portal sent {digest} in place of {setup.Sha256}."
                        );
                    }

                    await file.CompleteAsync(cancellationToken);
                    invocation.Screen.Result(
                        setup,
                        screen =>
                            screen.Line(
                                $"{path}: of guest-tools-installer {setup.Version}, {Describe(setup.Signature)}"
                            )
                    );
                }
            );
    }

    private static Command Sign(Host host)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "The exported setup.exe with a signature",
        };
        return new Command(
            "sign",
            "Have new releases take this signed setup.exe (administrators only).\n\n"
                + "It has to be the exported one with an Authenticode signature, by osslsigncode or signtool, and nothing else changed. It is needed once for each "
                + "version of the installers, and again when another certificate is to sign. Releases that were made stay as they are."
        )
        {
            file,
        }
            .WithExamples(
                """
                gtp installer export -o setup.exe
                gtp installer sign signed.exe
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var bytes = await ReadAsync(invocation.Get(file)!, cancellationToken);
                    using var client = invocation.ConnectSignedIn();
                    var signed = await client.Installer.SignAsync(bytes, cancellationToken);
                    invocation.Screen.Result(signed.Setup, screen => Tell(screen, signed));
                }
            );
    }

    private static async Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (!file.Exists || !PlainFile.Is(file.FullName))
        {
            throw CommandException.Usage($"There is no file '{path}'.");
        }

        return file.Length <= MaximumLength
            ? await File.ReadAllBytesAsync(file.FullName, cancellationToken)
            : throw CommandException.Usage($"'{path}' is no setup.exe: it is too large.");
    }

    private static void Tell(Screen screen, SetupSigned signed)
    {
        var setup = signed.Setup;
        screen.Line(
            signed.Created
                ? $"New releases take guest-tools-installer {setup.Version}, {Describe(setup.Signature)}."
                : $"It is guest-tools-installer {setup.Version} already."
        );
        if (setup.Signature is { Class: "test-signed" })
        {
            screen.Note(
                "Its certificate leads to no root of Microsoft's: a Windows that was not told of it names the publisher Unknown."
            );
        }

        if (setup.Signature is { Timestamp: null })
        {
            screen.Note("It has no trusted timestamp: it holds as long as its certificate does.");
        }
    }

    private static string Describe(SignatureWire? signature) =>
        signature switch
        {
            null => "not signed",
            { Problem: { } problem } => $"signed, and the signature does not hold: {problem}",
            { Timestamp: { } at } =>
                $"signed by {signature.Signer} ({signature.Class}), {Texts.Time(at)}",
            _ => $"signed by {signature.Signer} ({signature.Class}), no timestamp",
        };
}
