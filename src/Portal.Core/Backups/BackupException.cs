namespace Portal.Backups;

/// <summary>A backup cannot be made, read or restored; the message says why and what to do.</summary>
public sealed class BackupException(string message, Exception? inner = null)
    : Exception(message, inner);
