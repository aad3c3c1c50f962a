namespace Portal.Protocol.Uploads;

/// <summary>Where a resumable upload stands.</summary>
public static class UploadStates
{
    /// <summary>Bytes are missing.</summary>
    public const string Receiving = "receiving";

    /// <summary>Every byte is there; it is checked and stored.</summary>
    public const string Publishing = "publishing";

    /// <summary>A new version was published.</summary>
    public const string Created = "created";

    /// <summary>The same content was published before.</summary>
    public const string Existing = "existing";

    /// <summary>Nothing was published; the same archive would be refused again.</summary>
    public const string Refused = "refused";

    /// <summary>Nothing was published by a fault of the portal's; no bytes at the end ask it to try again.</summary>
    public const string Failed = "failed";

    public static bool IsFinal(string state) => state is not (Receiving or Publishing);
}
