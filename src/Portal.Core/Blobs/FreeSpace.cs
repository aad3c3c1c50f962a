namespace Portal.Blobs;

/// <summary>Tells how full the disk is; a seam, because a test cannot fill one.</summary>
public interface IFreeSpace
{
    /// <summary>Bytes this process may still write on the file system that holds the folder.</summary>
    long Available(string folder);
}

internal sealed class DiskFreeSpace : IFreeSpace
{
    public long Available(string folder) => new DriveInfo(folder).AvailableFreeSpace;
}
