using Portal.Problems;

namespace Portal.Images;

public static class ImageErrors
{
    public static readonly Error NoSuchFile = new(
        "download.no-such-file",
        ErrorKind.NotFound,
        "The release has no file of this name"
    );
}
