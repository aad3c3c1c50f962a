using System.Net;
using Portal.Cli.Session;
using Portal.Cli.Shell;
using Portal.Packaging.Linting;
using Portal.Protocol.Client;
using Portal.Protocol.Problems;
using Portal.Protocol.Uploads;

namespace Portal.Cli.Components;

/// <summary>Sends an archive that was found good, going on with an earlier run that broke off.</summary>
internal sealed class ComponentPush(
    Invocation invocation,
    PortalClient client,
    ComponentInput input,
    CheckedComponent check
)
{
    private string Name => check.Manifest!.Component;

    private string Version => check.Manifest!.Version.Text;

    public async Task<PushDocument> RunAsync(
        ComponentUpload archive,
        CancellationToken cancellationToken
    )
    {
        using var memory = UploadMemory.Open(
            invocation.Host,
            client.Url.AbsoluteUri,
            archive.Digest?.Hex,
            Name,
            Version,
            archive.Project
        );
        if (memory.Id is not null)
        {
            invocation.Screen.Note($"Going on with the push of {Name} {Version} that broke off.");
        }

        try
        {
            var upload = await SendAsync(memory, archive, cancellationToken);
            // What failed by a fault of the portal's is there still, and is tried again by the next run.
            if (upload.State != UploadStates.Failed)
            {
                memory.Forget();
            }

            return
                upload
                    is {
                        State: UploadStates.Created or UploadStates.Existing,
                        Published: { } version
                    }
                ? new PushDocument(version, upload.State == UploadStates.Created)
                : throw Refusal(upload);
        }
        catch (PortalException e)
        {
            throw Failure(e, memory.Id is not null);
        }
        catch (OperationCanceledException)
            when (cancellationToken.IsCancellationRequested && memory.Id is not null)
        {
            invocation.Screen.Note("What was sent is kept: the same command goes on from there.");
            throw;
        }
    }

    private Task<UploadWire> SendAsync(
        UploadMemory memory,
        ComponentUpload archive,
        CancellationToken cancellationToken
    )
    {
        var upload = new ResumableUpload(archive, Name, Version, Path.GetFileName(input.Path))
        {
            Begun = memory.Remember,
            Waiting = (e, wait) =>
                invocation.Screen.Note(
                    $"{e.Message} Trying again in {Math.Ceiling(wait.TotalSeconds):0} s."
                ),
        };
        return ProgressView.RunAsync(
            invocation.Screen,
            $"{Name} {Version}",
            progress => client.Uploads.PushAsync(upload, memory.Id, progress, cancellationToken)
        );
    }

    private CommandException Refusal(UploadWire upload)
    {
        var problem = upload.Problem;
        return new CommandException(
            ExitCodes.OfStatus((HttpStatusCode?)problem?.Status),
            problem?.Code ?? "cli.push-failed",
            (problem?.Detail ?? problem?.Title ?? $"The upload ended as '{upload.State}'.")
                + Mend(problem?.Code)
                + (
                    upload.State == UploadStates.Failed
                        ? " What was sent is kept: the same command tries again."
                        : ""
                ),
            input.Placed(invocation.Screen, problem?.Findings ?? [])
        );
    }

    private CommandException Failure(PortalException e, bool isKept)
    {
        var code = e.Problem?.Code;
        var hint =
            code == "request.no-such-route"
                ? " This portal is older than this gtp and has no resumable uploads."
            : isKept && ExitCodes.Of(e) == ExitCodes.Unreachable
                ? " What was sent is kept: the same command goes on from there."
            : "";
        return new CommandException(
            ExitCodes.Of(e),
            CommandExtensions.CodeOf(e),
            e.Message + Mend(code) + hint,
            input.Placed(invocation.Screen, e.Problem?.Findings ?? [])
        );
    }

    private static string Mend(string? code) =>
        code == "component.version-taken"
            ? " A published version never changes: raise the version in component.yaml."
            : "";
}
