using Portal.Problems;

namespace Portal.Uploads;

/// <summary>What can be wrong with a resumable upload, besides <see cref="Blobs.UploadErrors"/>.</summary>
public static class ResumableErrors
{
    public static readonly Error NotFound = new(
        "upload.not-found",
        ErrorKind.NotFound,
        "You have no upload of this id"
    );

    public static readonly Error Gone = new(
        "upload.gone",
        ErrorKind.Gone,
        "The upload was ended, or expired because nobody went on with it: begin again"
    );

    public static readonly Error OffsetConflict = new(
        "upload.offset-conflict",
        ErrorKind.Conflict,
        "The upload stands at another offset: ask for it by HEAD and go on from there"
    );

    public static readonly Error PastEnd = new(
        "upload.past-end",
        ErrorKind.TooLarge,
        "More bytes came than the upload announced; none of this request was kept"
    );

    public static readonly Error ChecksumMismatch = new(
        "upload.checksum-mismatch",
        ErrorKind.ChecksumMismatch,
        "What arrived is not what Upload-Checksum says; none of this request was kept"
    );

    public static readonly Error Busy = new(
        "upload.busy",
        ErrorKind.Locked,
        "Another request is at work on this upload: try again in a moment"
    );

    public static readonly Error TooMany = new(
        "upload.too-many",
        ErrorKind.TooManyRequests,
        "You have as many uploads under way as this portal allows: finish or end one first"
    );

    public static readonly Error NoRoom = new(
        "upload.no-room",
        ErrorKind.InsufficientStorage,
        "The uploads under way have announced as many bytes as this portal takes: try again when one has ended"
    );
}
