using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Cli.Keys;

/// <summary>Signs a metadata file where no portal is: shows what it says, asks, signs.</summary>
internal static class SignCommand
{
    public static Command Build(Host host)
    {
        var file = new Argument<string>("FILE") { Description = "What 'gtp keys export' wrote" };
        var key = new Option<string>("--key")
        {
            Description = "The private key",
            HelpName = "FILE",
            Required = true,
        };
        var passphrase = KeyCommands.PassphraseOption();
        var yes = new Option<bool>("--yes") { Description = "Do not ask: it was read before" };
        return new Command(
            "sign",
            "Sign metadata with a key in a file. Shows what it says first. Needs no portal and no network."
        )
        {
            file,
            key,
            passphrase,
            yes,
        }
            .WithExamples("gtp keys sign root.json --key /media/root-1/root-1.pem")
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var path = invocation.Get(file);
                    var bytes = await File.ReadAllBytesAsync(path, cancellationToken);
                    var content = Read(path, bytes);
                    using var signer = await KeyFiles.ReadAsync(
                        invocation.Get(key)!,
                        invocation.Get(passphrase),
                        cancellationToken
                    );
                    if (!invocation.Get(yes))
                    {
                        await AskAsync(host, content, signer, cancellationToken);
                    }

                    await WriteAsync(path, OfflineSigning.Sign(bytes, signer), cancellationToken);
                    invocation.Screen.Result(
                        new MetadataDocument(path, content.Version, signer.Public.KeyId),
                        screen =>
                        {
                            if (invocation.Get(yes))
                            {
                                foreach (var line in MetadataText.Lines(content))
                                {
                                    screen.Line(line);
                                }
                            }

                            screen.Line($"Signed {path} by {signer.Public.KeyId}.");
                        }
                    );
                }
            );
    }

    /// <exception cref="CommandException">It is no metadata of people: root, targets, or a channel's.</exception>
    public static SignedPart Read(string path, byte[] file)
    {
        try
        {
            return OfflineSigning.Read(file);
        }
        catch (TufException e)
        {
            throw CommandException.Failed("cli.metadata", $"{path}: {e.Message}");
        }
    }

    public static async Task WriteAsync(
        string path,
        byte[] file,
        CancellationToken cancellationToken
    )
    {
        await using var output = new OutputFile(path);
        await output.Stream.WriteAsync(file, cancellationToken);
        await output.CompleteAsync(cancellationToken);
    }

    private static async Task AskAsync(
        Host host,
        SignedPart content,
        TufPrivateKey key,
        CancellationToken cancellationToken
    )
    {
        if (!host.InIsTerminal)
        {
            throw CommandException.Usage(
                "Whoever signs has read what it says: run it at a terminal, or give --yes."
            );
        }

        foreach (var line in MetadataText.Lines(content))
        {
            await host.Error.WriteLineAsync(line);
        }

        await host.Error.WriteAsync($"Sign this with {key.Public.KeyId}? [y/N] ");
        await host.Error.FlushAsync(cancellationToken);
        var answer = await host.In.ReadLineAsync(cancellationToken);
        if (answer?.Trim() is not ("y" or "Y" or "yes"))
        {
            throw CommandException.Failed("cli.not-signed", "Nothing was signed.");
        }
    }
}
