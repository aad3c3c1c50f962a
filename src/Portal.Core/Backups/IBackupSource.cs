namespace Portal.Backups;

/// <summary>A backup that is read: a folder or a tar.</summary>
internal interface IBackupSource : IDisposable
{
    /// <summary>Every file in it, the manifest among them.</summary>
    IReadOnlyCollection<string> Paths { get; }

    /// <summary>For the caller to dispose.</summary>
    Stream Open(string path);
}
