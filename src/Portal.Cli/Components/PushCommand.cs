using System.CommandLine;
using Portal.Cli.Session;
using Portal.Cli.Shell;
using Portal.Packaging.Archives;
using Portal.Packaging.Linting;
using Portal.Protocol.Client;

namespace Portal.Cli.Components;

/// <summary>Publishes a version.</summary>
internal static class PushCommand
{
    public static Command Build(Host host)
    {
        var path = ComponentCommands.InputArgument();
        var project = new Option<string?>("--project")
        {
            Description =
                "Owner of a component that the portal does not know yet (default: your only project)",
            HelpName = "PROJECT",
        };
        return new Command(
            "push",
            "Check a component, pack it if it is a folder, and publish it under the name and version of its manifest.\n\n"
                + "Publishing the same content again is a success; other content under the same version is a conflict. "
                + "What broke off, by Ctrl-C for example, goes on where it was when the same command is run again."
        )
        {
            path,
            project,
        }
            .WithExamples(
                """
                gtp component push ./qemu-guest-agent
                gtp component push qemu-guest-agent-7.2.zip --project qemu
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var input = ComponentInput.Open(invocation.Get(path));
                    using var client = invocation.ConnectSignedIn();
                    var check = await input.RequireGoodAsync(invocation.Screen, cancellationToken);
                    using var packed = new TemporaryFile();
                    var (file, kind) = input.IsDirectory
                        ? (packed.FilePath, ArchiveKind.Tar)
                        : (input.Path, check.Kind);
                    if (input.IsDirectory)
                    {
                        await using var destination = File.Create(file);
                        await DirectoryPacker.WriteAsync(
                            input.Path,
                            check.Contents!,
                            kind,
                            destination,
                            cancellationToken
                        );
                    }

                    var archive = await ArchiveAsync(
                        file,
                        kind,
                        invocation.Get(project),
                        cancellationToken
                    );
                    var pushed = await new ComponentPush(invocation, client, input, check).RunAsync(
                        archive,
                        cancellationToken
                    );
                    invocation.Screen.Result(
                        pushed,
                        screen =>
                            screen.Line(
                                (pushed.Created ? "Published " : "Already published: ")
                                    + $"{pushed.Version.Component} {pushed.Version.Version}, digest {pushed.Version.Digest}"
                            )
                    );
                }
            );
    }

    private static async Task<ComponentUpload> ArchiveAsync(
        string file,
        ArchiveKind kind,
        string? project,
        CancellationToken cancellationToken
    )
    {
        await using var stream = File.OpenRead(file);
        return new ComponentUpload(
            () => File.OpenRead(file),
            stream.Length,
            ArchiveFiles.ContentType(kind),
            await ArchiveFiles.HashAsync(stream, cancellationToken),
            project
        );
    }
}
