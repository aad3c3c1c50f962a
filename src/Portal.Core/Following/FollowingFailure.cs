using Portal.Blobs;
using Portal.Images;
using Portal.Problems;
using Portal.Trust.Keys;
using Portal.Trust.OpenPgp;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Following;

/// <summary>What an exception of a check means to whoever reads the product's page.</summary>
internal static class FollowingFailure
{
    /// <summary>What is not foreseen may name paths of this machine: its message is not told.</summary>
    public static Error Explain(Exception exception) =>
        exception switch
        {
            TufException e => Of(e.Fault).With(e.Message),
            StorageFullException => UploadErrors.StorageFull.With(
                "The disk has no room for the image. What came is kept for a while."
            ),
            GpgException or KeyFolderException => ImageErrors.SigningFailed.With(
                "The keys of this portal could not sign. Whoever runs it sees why in its log."
            ),
            FileNotFoundException => ImageErrors.Lost.With(
                "A content was missing when the image was put together; the next check fetches it again."
            ),
            _ => FollowingErrors.Unexpected.With(
                $"Unexpected ({exception.GetType().Name}); the portal's log has the cause."
            ),
        };

    /// <summary>The worst of what several mirrors gave: one that was refused says more than one that was away.</summary>
    public static Error Of(IReadOnlyList<(string Mirror, TufException Failure)> refused)
    {
        var worst = refused
            .Select(r => r.Failure.Fault)
            .FirstOrDefault(f => Of(f) != FollowingErrors.Unreachable, TufFault.Unavailable);
        return Of(worst)
            .With(string.Join(" ", refused.Select(r => $"{r.Mirror}: {r.Failure.Message}")));
    }

    private static Error Of(TufFault fault) =>
        fault switch
        {
            TufFault.Unavailable or TufFault.NotFound => FollowingErrors.Unreachable,
            TufFault.Expired => FollowingErrors.Expired,
            TufFault.Rollback or TufFault.SameVersion => FollowingErrors.RolledBack,
            TufFault.HashMismatch or TufFault.TooLong => FollowingErrors.OtherBytes,
            TufFault.NoTrust => FollowingErrors.NoTrust,
            _ => FollowingErrors.Refused,
        };
}
