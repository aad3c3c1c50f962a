namespace Portal.Packaging.Archives;

/// <summary>What an archive is, told by its bytes and never by its name.</summary>
public enum ArchiveKind
{
    /// <summary>None that is accepted.</summary>
    Unknown,
    Tar,
    TarGzip,
    Zip,
}
