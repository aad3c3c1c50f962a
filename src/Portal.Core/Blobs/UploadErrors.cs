using Portal.Problems;

namespace Portal.Blobs;

/// <summary>Why bytes are not taken, whatever they are for.</summary>
public static class UploadErrors
{
    public static readonly Error TooLarge = new(
        "upload.too-large",
        ErrorKind.TooLarge,
        "The upload is larger than this portal takes"
    );

    public static readonly Error DigestMismatch = new(
        "upload.digest-mismatch",
        ErrorKind.Unprocessable,
        "What arrived is not what was announced: the SHA-256 differs"
    );

    public static readonly Error DigestMalformed = new(
        "upload.digest-malformed",
        ErrorKind.Invalid,
        "The Repr-Digest header cannot be read"
    );

    public static readonly Error StorageFull = new(
        "storage.full",
        ErrorKind.InsufficientStorage,
        "The disk is nearly full: nothing can be uploaded until an administrator makes room; reading goes on"
    );

    public static readonly Error BackupUnderWay = new(
        "blob.in-use",
        ErrorKind.Conflict,
        "A backup is reading the files, or another node collects: collect again when it has ended"
    );
}
