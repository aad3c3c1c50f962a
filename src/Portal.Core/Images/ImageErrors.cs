using Portal.Problems;

namespace Portal.Images;

public static class ImageErrors
{
    public static readonly Error NoSuchFile = new(
        "download.no-such-file",
        ErrorKind.NotFound,
        "The release has no file of this name"
    );

    public static readonly Error NoSuchFolder = new(
        "image.no-such-folder",
        ErrorKind.NotFound,
        "The image has no folder of this name"
    );

    public static readonly Error Damaged = new(
        "image.damaged",
        ErrorKind.Internal,
        "What the image is made from is damaged, and nothing damaged is signed"
    );

    public static readonly Error Lost = new(
        "image.lost",
        ErrorKind.Internal,
        "A file that the image needs is missing from the store"
    );

    public static readonly Error Impossible = new(
        "image.impossible",
        ErrorKind.Internal,
        "The contents cannot be laid out as a disc"
    );

    public static readonly Error SigningFailed = new(
        "image.signing-failed",
        ErrorKind.Internal,
        "The keys of this portal could not sign"
    );

    public static readonly Error NotPromised = new(
        "image.not-promised",
        ErrorKind.Conflict,
        "What came is not the image that the update repository promises"
    );

    public static readonly Error NotTheRelease = new(
        "image.not-the-release",
        ErrorKind.Conflict,
        "The image is no disc of the release that it was offered as"
    );

    public static readonly Error LayoutUnknown = new(
        "image.layout-unknown",
        ErrorKind.Conflict,
        "The image has a layout that this portal is too old to know"
    );

    public static readonly Error Unexpected = new(
        "image.unexpected",
        ErrorKind.Internal,
        "Making the image failed; the portal's log has the cause"
    );
}
