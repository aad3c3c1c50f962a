using Microsoft.Win32.SafeHandles;

namespace Portal.Iso9660.Serving;

/// <summary>
/// Open contents, shared by readers. A handle in use is never closed under its reader; idle ones are kept up to a
/// limit and closed in the order of their last use. Thread-safe.
/// </summary>
internal sealed class ContentHandles(Func<string, SafeFileHandle> open, int limit) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Entries nobody reads, the longest unused first.</summary>
    private readonly LinkedList<Entry> _idle = new();

    private bool _disposed;

    /// <summary>Holds the content's handle open until the lease is disposed.</summary>
    public Entry Lease(IsoExtent extent)
    {
        if (TryLease(extent.ContentId) is { } held)
        {
            return held;
        }

        // Opened outside the lock: a slow disk holds up its own reader only. Two may open at once; one is dropped.
        var handle = OpenChecked(extent);
        lock (_lock)
        {
            if (!_disposed && !_entries.ContainsKey(extent.ContentId))
            {
                var entry = new Entry(this, extent.ContentId, handle) { Readers = 1 };
                _entries.Add(extent.ContentId, entry);
                CloseIdleBeyondLimit();
                return entry;
            }
        }

        handle.Dispose();
        return TryLease(extent.ContentId) ?? Lease(extent);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            foreach (var entry in _idle)
            {
                Close(entry);
            }

            _idle.Clear();
        }
    }

    private static void Close(Entry entry)
    {
        entry.Owner._entries.Remove(entry.ContentId);
        entry.Handle.Dispose();
    }

    private Entry? TryLease(string contentId)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(VirtualIso));
            if (!_entries.TryGetValue(contentId, out var entry))
            {
                return null;
            }

            if (entry.Readers++ == 0)
            {
                _idle.Remove(entry);
            }

            return entry;
        }
    }

    private SafeFileHandle OpenChecked(IsoExtent extent)
    {
        var handle = open(extent.ContentId);
        try
        {
            var length = RandomAccess.GetLength(handle);
            return length == extent.Length
                ? handle
                : throw new IsoException(
                    "iso.content.length",
                    extent.ContentId,
                    $"the content has {length} bytes; {extent.Length} were declared."
                );
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private void Release(Entry entry)
    {
        lock (_lock)
        {
            if (--entry.Readers > 0)
            {
                return;
            }

            if (_disposed)
            {
                Close(entry);
                return;
            }

            _idle.AddLast(entry);
            CloseIdleBeyondLimit();
        }
    }

    private void CloseIdleBeyondLimit()
    {
        while (_entries.Count > limit && _idle.First is { } oldest)
        {
            _idle.RemoveFirst();
            Close(oldest.Value);
        }
    }

    /// <summary>One open content; disposing ends one reader's lease.</summary>
    internal sealed class Entry(ContentHandles owner, string contentId, SafeFileHandle handle)
        : IDisposable
    {
        public ContentHandles Owner { get; } = owner;

        public string ContentId { get; } = contentId;

        public SafeFileHandle Handle { get; } = handle;

        public int Readers { get; set; }

        public void Dispose() => Owner.Release(this);
    }
}
