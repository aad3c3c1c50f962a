namespace Portal.Protocol.Uploads;

/// <summary>The words of tus 1.0.0, https://tus.io/protocols/resumable-upload: headers, and what this portal takes.</summary>
public static class Tus
{
    public const string Version = "1.0.0";
    public const string Extensions =
        "creation,creation-with-upload,termination,expiration,checksum";
    public const string ChecksumAlgorithm = "sha256";
    public const string ContentType = "application/offset+octet-stream";

    public const string ResumableHeader = "Tus-Resumable";
    public const string VersionHeader = "Tus-Version";
    public const string ExtensionHeader = "Tus-Extension";
    public const string MaxSizeHeader = "Tus-Max-Size";
    public const string ChecksumAlgorithmHeader = "Tus-Checksum-Algorithm";
    public const string OffsetHeader = "Upload-Offset";
    public const string LengthHeader = "Upload-Length";
    public const string DeferLengthHeader = "Upload-Defer-Length";
    public const string ConcatHeader = "Upload-Concat";
    public const string MetadataHeader = "Upload-Metadata";
    public const string ChecksumHeader = "Upload-Checksum";
    public const string ExpiresHeader = "Upload-Expires";
    public const string MethodOverrideHeader = "X-HTTP-Method-Override";

    /// <summary>Keys of <see cref="MetadataHeader"/> that mean something here; others are kept and not looked at.</summary>
    public static class Metadata
    {
        public const string Component = "component";
        public const string Version = "version";
        public const string Project = "project";
        public const string FileName = "filename";

        /// <summary>64 hexadecimal digits: the archive's, checked when it is there.</summary>
        public const string Sha256 = "sha256";
    }
}
