using Portal.Iso9660;
using Portal.Jobs;
using Portal.Problems;
using Portal.Trust.Keys;
using Portal.Trust.OpenPgp;

namespace Portal.Images;

/// <summary>What an exception of the assembly means to whoever reads the release's page.</summary>
internal static class ImageFailure
{
    /// <summary>
    /// The failure in two versions, and whether trying again is of no use: neither a plan that cannot be made nor damaged
    /// data gets better by it. What is not foreseen may name paths of this machine, and everybody reads a release's page:
    /// only the second version has its message.
    /// </summary>
    public static (JobFailure Failure, bool IsPermanent) Explain(Exception exception) =>
        exception switch
        {
            IsoException { Rule: "iso.content.digest" or "iso.content.length" } damaged => (
                Of(
                    ImageErrors.Damaged,
                    $"The blob {damaged.Path} is damaged: its bytes have another length or digest. Restore it from a backup, or upload its component again.",
                    exception
                ),
                true
            ),
            IsoException => (Of(ImageErrors.Impossible, exception.Message, exception), true),
            InvalidDataException => (Of(ImageErrors.Damaged, exception.Message, exception), true),
            FileNotFoundException => (
                Of(
                    ImageErrors.Lost,
                    "A file that the image needs is missing from the store. Restore the blobs from a backup, or upload its component again.",
                    exception
                ),
                false
            ),
            GpgException or KeyFolderException => (
                Of(
                    ImageErrors.SigningFailed,
                    "The keys of this portal could not sign. Whoever runs it sees why in its log.",
                    exception
                ),
                false
            ),
            _ => (
                Of(
                    ImageErrors.Unexpected,
                    $"Unexpected ({exception.GetType().Name}); the portal's log has the cause.",
                    exception
                ),
                false
            ),
        };

    private static JobFailure Of(Error error, string told, Exception exception) =>
        new(
            error.Code,
            told,
            exception.Message == told ? null : $"{exception.GetType().Name}: {exception.Message}"
        );
}
