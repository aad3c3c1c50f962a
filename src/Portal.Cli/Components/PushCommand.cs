using System.CommandLine;
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
                + "Publishing the same content again is a success; other content under the same version is a conflict."
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

                    var pushed = await SendAsync(
                        invocation,
                        client,
                        input,
                        check,
                        await UploadAsync(file, kind, invocation.Get(project), cancellationToken),
                        cancellationToken
                    );
                    invocation.Screen.Result(
                        new PushDocument(pushed.Version, pushed.Created),
                        screen =>
                            screen.Line(
                                (pushed.Created ? "Published " : "Already published: ")
                                    + $"{pushed.Version.Component} {pushed.Version.Version}, digest {pushed.Version.Digest}"
                            )
                    );
                }
            );
    }

    private static async Task<ComponentUpload> UploadAsync(
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

    private static async Task<ComponentPushed> SendAsync(
        Invocation invocation,
        PortalClient client,
        ComponentInput input,
        CheckedComponent check,
        ComponentUpload upload,
        CancellationToken cancellationToken
    )
    {
        var (name, version) = (check.Manifest!.Component, check.Manifest.Version.Text);
        try
        {
            return await ProgressView.RunAsync(
                invocation.Screen,
                $"{name} {version}",
                progress =>
                    client.Components.PushAsync(name, version, upload, progress, cancellationToken)
            );
        }
        catch (PortalException e) when (e.Problem is { Code: { } code } problem)
        {
            var mend =
                code == "component.version-taken"
                    ? " A published version never changes: raise the version in component.yaml."
                    : "";
            throw new CommandException(
                ExitCodes.Of(e),
                code,
                e.Message + mend,
                input.Placed(invocation.Screen, problem.Findings ?? [])
            );
        }
    }
}
