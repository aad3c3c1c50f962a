namespace Portal.Blobs;

/// <summary>Writing would leave less than the free-space floor: <see cref="UploadErrors.StorageFull"/>.</summary>
internal sealed class StorageFullException : IOException
{
    private const int NoSpace = 28;
    private const int QuotaExceeded = 122;

    public StorageFullException()
        : base("Less than the free-space floor would be left.") { }

    /// <summary>True for this exception and for what the operating system says of a full disk or quota.</summary>
    public static bool IsMeantBy(IOException exception) =>
        exception is StorageFullException || exception.HResult is NoSpace or QuotaExceeded;
}
