namespace Portal.Trust.Authenticode;

/// <summary>Object identifiers of Authenticode. Source: Microsoft's wintrust.h and wincrypt.h.</summary>
internal static class Oids
{
    /// <summary>Content of a signature in a file: SpcIndirectDataContent.</summary>
    public const string IndirectData = "1.3.6.1.4.1.311.2.1.4";

    /// <summary>Content of a catalog: a certificate trust list.</summary>
    public const string TrustList = "1.3.6.1.4.1.311.10.1";

    /// <summary>Unsigned attribute: one more signature of the same file.</summary>
    public const string NestedSignature = "1.3.6.1.4.1.311.2.4.1";

    /// <summary>Unsigned attribute: an RFC 3161 timestamp.</summary>
    public const string Rfc3161Timestamp = "1.3.6.1.4.1.311.3.3.1";

    /// <summary>Attribute of a catalog or a member: a name and a value, both text.</summary>
    public const string CatalogNameValue = "1.3.6.1.4.1.311.12.2.1";

    /// <summary>Extended key usage: code.</summary>
    public const string CodeSigning = "1.3.6.1.5.5.7.3.3";

    /// <summary>Extended key usage: timestamps.</summary>
    public const string Timestamping = "1.3.6.1.5.5.7.3.8";

    /// <summary>Extended key usage: signatures end with the certificate, whatever a timestamp says.</summary>
    public const string LifetimeSigning = "1.3.6.1.4.1.311.10.3.13";

    public const string AttestedDriver = "1.3.6.1.4.1.311.10.3.5.1";
    public const string HardwareDriver = "1.3.6.1.4.1.311.10.3.5";
    public const string ExtendedDriver = "1.3.6.1.4.1.311.10.3.39";
    public const string SystemComponent = "1.3.6.1.4.1.311.10.3.6";

    public const string Sha1 = "1.3.14.3.2.26";
    public const string Sha256 = "2.16.840.1.101.3.4.2.1";
}
