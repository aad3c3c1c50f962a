using Portal.Protocol;

namespace Portal.Backups;

/// <summary>One file of a backup.</summary>
/// <param name="Path">With slashes, as <see cref="BackupPath"/> allows.</param>
/// <param name="Length">Bytes.</param>
public sealed record BackupFile(string Path, long Length, Digest Sha256);
