using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Packaging.Archives;

namespace Portal.Cli.Components;

/// <summary>Makes the archive of a folder.</summary>
internal static class PackCommand
{
    public static Command Build(Host host)
    {
        var directory = new Argument<DirectoryInfo>("DIR") { Description = "A component's folder" };
        directory.AcceptExistingOnly();
        var output = new Option<string>("--output", "-o")
        {
            Description = "The archive to write: .tar, .tar.gz or .tgz",
            HelpName = "FILE",
            Required = true,
        };
        return new Command(
            "pack",
            "Check a folder and pack it, without a portal.\n\n"
                + "The same contents give the same bytes: times, owners and the order on disk do not count."
        )
        {
            directory,
            output,
        }
            .WithExamples("gtp component pack ./qemu-guest-agent -o qemu-guest-agent-7.2.tar.gz")
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var path = invocation.Get(output)!;
                    var kind = ArchiveFiles.KindOf(path);
                    var input = ComponentInput.Open(invocation.Get(directory).ToString());
                    var document = await PackAsync(
                        invocation.Screen,
                        input,
                        kind,
                        path,
                        cancellationToken
                    );
                    invocation.Screen.Result(
                        document,
                        screen =>
                            screen.Line(
                                $"{document.File}: {document.Component} {document.Version}, {Texts.Bytes(document.Length)}, "
                                    + $"sha256 {document.Sha256}, digest {document.Digest}"
                            )
                    );
                }
            );
    }

    private static async Task<PackDocument> PackAsync(
        Screen screen,
        ComponentInput input,
        ArchiveKind kind,
        string path,
        CancellationToken cancellationToken
    )
    {
        var check = await input.RequireGoodAsync(screen, cancellationToken);
        await using var file = new OutputFile(path);
        await DirectoryPacker.WriteAsync(
            input.Path,
            check.Contents!,
            kind,
            file.Stream,
            cancellationToken
        );
        var sha256 = await ArchiveFiles.HashAsync(file.Stream, cancellationToken);
        var length = file.Stream.Length;
        await file.CompleteAsync(cancellationToken);
        return new PackDocument(
            path,
            length,
            sha256,
            check.Manifest!.Component,
            check.Manifest.Version.Text,
            check.Contents!.Identity
        );
    }
}
