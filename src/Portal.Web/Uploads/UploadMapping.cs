using Portal.Components;
using Portal.Problems;
using Portal.Protocol.Components;
using Portal.Protocol.Problems;
using Portal.Protocol.Uploads;
using Portal.Shell;

namespace Portal.Uploads;

/// <summary>Joins what an upload's wire record is made of: its files, and the version that came of it.</summary>
internal sealed class UploadMapping(ComponentService components)
{
    public async Task<UploadWire> ToWireAsync(Upload upload, CancellationToken cancellationToken)
    {
        var request = upload.Request;
        return new UploadWire(
            upload.Id.Text,
            StateOf(upload),
            upload.Offset,
            request.Length,
            request.Component,
            request.Version,
            request.Project,
            request.FileName,
            upload.CreatedAt,
            upload.ExpiresAt,
            await PublishedAsync(upload.Outcome, cancellationToken),
            upload.Outcome?.Error is { } error ? ToWire(error) : null,
            upload.Outcome?.Error?.Source
        );
    }

    public static string StateOf(Upload upload) =>
        upload.Outcome?.End switch
        {
            UploadEnd.Created => UploadStates.Created,
            UploadEnd.Existing => UploadStates.Existing,
            UploadEnd.Refused => UploadStates.Refused,
            UploadEnd.Failed => UploadStates.Failed,
            _ => upload.IsPublishing ? UploadStates.Publishing : UploadStates.Receiving,
        };

    private async Task<ComponentVersionWire?> PublishedAsync(
        UploadOutcome? outcome,
        CancellationToken cancellationToken
    ) =>
        outcome is { Component: { } component, Version: { } version }
            ? (await components.FindVersionAsync(component, version, cancellationToken))?.ToWire()
            : null;

    private static ProblemWire ToWire(Error error) =>
        new(
            $"/errors#{error.Code}",
            error.Title,
            error.Kind.ToStatus(),
            error.Detail,
            error.Code,
            Findings: error.Findings
        );
}
