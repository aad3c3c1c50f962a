using Portal.Parts;
using Portal.Protocol.Problems;

namespace Portal.Uploads;

/// <summary>An upload as pages say it.</summary>
internal static class UploadText
{
    public static string NameOf(Upload upload) =>
        upload.Request.FileName
        ?? (
            upload.Request.Component is { } component
                ? $"{component} {upload.Request.Version}".TrimEnd()
                : $"Upload {upload.Id.Text[..8]}"
        );

    public static Tone ToneOf(Upload upload) =>
        upload.Outcome?.End switch
        {
            UploadEnd.Created or UploadEnd.Existing => Tone.Ok,
            UploadEnd.Refused => Tone.Bad,
            UploadEnd.Failed => Tone.Warn,
            _ => upload.IsPublishing ? Tone.Run : Tone.Idle,
        };

    /// <summary>Where a finding is: <c>component.yaml, line 7</c>; empty when it is about the whole.</summary>
    public static string PlaceOf(Finding finding) =>
        (finding.Path, finding.Line) switch
        {
            (null, _) => "",
            (_, null) => finding.Path,
            _ => $"{finding.Path}, line {finding.Line}",
        };

    /// <summary>What is wrong, and how to mend it.</summary>
    public static string Say(Finding finding) =>
        finding.Mend is null ? finding.Message : $"{finding.Message} {finding.Mend}";
}
