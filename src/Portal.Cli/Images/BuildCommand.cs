using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Packaging.Locks;

namespace Portal.Cli.Images;

/// <summary>Makes an image again, without a portal.</summary>
internal static class BuildCommand
{
    private const long MaximumLock = 64 << 20;

    public static Command Build(Host host)
    {
        var locked = new Option<FileInfo>("--lock")
        {
            Description = "The release's lock, release.json",
            HelpName = "FILE",
            Required = true,
        };
        locked.AcceptExistingOnly();
        var components = new Option<DirectoryInfo>("--components")
        {
            Description = "A folder with the components, as folders or archives of any name",
            HelpName = "DIR",
            Required = true,
        };
        components.AcceptExistingOnly();
        var signature = new Option<FileInfo>("--signature")
        {
            Description = "The published signature of the contents, CONTENTS.SHA256SUMS.sig",
            HelpName = "FILE",
        };
        signature.AcceptExistingOnly();
        var output = new Option<string>("--output", "-o")
        {
            Description = "The image to write",
            HelpName = "ISO",
            Required = true,
        };
        return new Command(
            "build",
            "Make an image from its lock and components, without a portal.\n\n"
                + "With the published signature it is bit for bit the published image. Without it the disc carries no "
                + "signature of its contents: good for trying things out, and nothing vouches for it."
        )
        {
            locked,
            components,
            signature,
            output,
        }
            .WithExamples(
                "gtp release build --lock release.json --components ./components --signature CONTENTS.SHA256SUMS.sig -o guest-tools.iso"
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var file = invocation.Get(locked)!;
                    var release = LockFiles.Read(
                        await SmallAsync(file, cancellationToken),
                        file.ToString()
                    );
                    var signed = invocation.Get(signature) is { } path
                        ? await SmallAsync(path, cancellationToken)
                        : null;
                    var document = await WriteAsync(
                        invocation,
                        release,
                        invocation.Get(components)!.ToString(),
                        signed,
                        invocation.Get(output)!,
                        cancellationToken
                    );
                    invocation.Screen.Result(
                        document,
                        screen =>
                        {
                            screen.Line(
                                $"{document.File}: {document.Product} {document.Version}, {Texts.Bytes(document.Length)}, sha256 {document.Sha256}"
                            );
                            if (!document.Signed)
                            {
                                screen.Note(
                                    "The disc is UNSIGNED: it has no guest-tools/SHA256SUMS.sig, and is not the published image."
                                );
                            }
                        }
                    );
                }
            );
    }

    private static async Task<BuildDocument> WriteAsync(
        Invocation invocation,
        ReleaseLock release,
        string folder,
        byte[]? signature,
        string output,
        CancellationToken cancellationToken
    )
    {
        var found = await ComponentFolder.ReadAsync(folder, cancellationToken);
        using var vault = new FileVault();
        var components = await found.TakeAsync(release, vault, cancellationToken);
        var image = ImageRebuild.Plan(release, components, signature);
        await using var file = new OutputFile(output);
        await ProgressView.RunAsync(
            invocation.Screen,
            output,
            progress => image.WriteAsync(file.Stream, progress, cancellationToken)
        );
        var sha256 = await Components.ArchiveFiles.HashAsync(file.Stream, cancellationToken);
        await file.CompleteAsync(cancellationToken);
        return new BuildDocument(
            output,
            release.Product,
            release.Version,
            image.Length,
            sha256,
            signature is not null
        );
    }

    private static async Task<byte[]> SmallAsync(
        FileInfo file,
        CancellationToken cancellationToken
    ) =>
        file.Length <= MaximumLock
            ? await File.ReadAllBytesAsync(file.FullName, cancellationToken)
            : throw CommandException.Usage($"{file} is too large to be that.");
}
