namespace Portal.Blobs;

/// <summary>Asks the disk before a file is begun, and again after every 16 MiB, whether the floor still holds.</summary>
internal sealed class StorageFloor(IFreeSpace freeSpace, string folder, long floor)
{
    private const long AskEvery = 16 << 20;

    private long _allowance;

    /// <summary>True when so many more bytes leave the floor free. Not for two threads at once.</summary>
    public bool TryWrite(long bytes)
    {
        if (bytes > _allowance)
        {
            var room = freeSpace.Available(folder) - floor;
            if (room < bytes)
            {
                return false;
            }

            _allowance = Math.Max(bytes, Math.Min(room, AskEvery));
        }

        _allowance -= bytes;
        return true;
    }
}
