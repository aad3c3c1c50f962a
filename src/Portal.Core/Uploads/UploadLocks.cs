using Microsoft.Win32.SafeHandles;

namespace Portal.Uploads;

/// <summary>What to do when another holds the lock.</summary>
internal enum Taking
{
    /// <summary>End it, if it is a request that waits for bytes: its sender has most likely lost the connection and asks to go on.</summary>
    Over,

    /// <summary>Wait until it is done.</summary>
    Wait,

    /// <summary>Leave it.</summary>
    Try,
}

/// <summary>
/// One writer an upload. A publication under way is never ended. Among processes and nodes that share staging the lock file
/// decides.
/// </summary>
internal sealed class UploadLocks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <param name="mayEnd">True when whoever comes next may end this hold by <see cref="Hold.Ended"/>.</param>
    /// <returns>Null when another is at work and does not end.</returns>
    public async Task<Hold?> TakeAsync(
        UploadFiles files,
        Taking taking,
        CancellationToken cancellationToken,
        bool mayEnd = false
    )
    {
        var entry = Enter(files.Lock);
        try
        {
            if (!await entry.Gate.WaitAsync(entry.Yield(taking), cancellationToken))
            {
                Leave(entry);
                return null;
            }
        }
        catch
        {
            Leave(entry);
            throw;
        }

        if (TryLock(files.Lock) is { } handle)
        {
            return new Hold(this, entry, handle, mayEnd);
        }

        entry.Gate.Release();
        Leave(entry);
        return null;
    }

    private static SafeFileHandle? TryLock(string path)
    {
        try
        {
            return File.OpenHandle(
                path,
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException)
        {
            // Held by another node, or its folder is gone.
            return null;
        }
    }

    private Entry Enter(string path)
    {
        lock (_entries)
        {
            if (!_entries.TryGetValue(path, out var entry))
            {
                _entries[path] = entry = new Entry(path);
            }

            entry.Users++;
            return entry;
        }
    }

    private void Leave(Entry entry)
    {
        lock (_entries)
        {
            if (--entry.Users == 0)
            {
                _entries.Remove(entry.Path);
                entry.Gate.Dispose();
            }
        }
    }

    internal sealed class Hold : IDisposable
    {
        private readonly UploadLocks _owner;
        private readonly Entry _entry;
        private readonly SafeFileHandle _handle;
        private readonly CancellationTokenSource _end = new();

        public Hold(UploadLocks owner, Entry entry, SafeFileHandle handle, bool mayEnd)
        {
            (_owner, _entry, _handle) = (owner, entry, handle);
            entry.Begin(_end, mayEnd);
        }

        /// <summary>Another request wants to go on with this upload.</summary>
        public CancellationToken Ended => _end.Token;

        public void Dispose()
        {
            _entry.Finish();
            _handle.Dispose();
            _end.Dispose();
            _entry.Gate.Release();
            _owner.Leave(_entry);
        }
    }

    internal sealed class Entry(string path)
    {
        private readonly Lock _sync = new();
        private CancellationTokenSource? _end;
        private bool _mayEnd;

        public string Path => path;

        public int Users { get; set; }

        public SemaphoreSlim Gate { get; } = new(1);

        public void Begin(CancellationTokenSource end, bool mayEnd)
        {
            lock (_sync)
            {
                (_end, _mayEnd) = (end, mayEnd);
            }
        }

        public void Finish()
        {
            lock (_sync)
            {
                _end = null;
            }
        }

        /// <summary>Ends the present hold where that is wanted and may be, and says how long to wait for its end.</summary>
        public TimeSpan Yield(Taking taking)
        {
            lock (_sync)
            {
                if (taking == Taking.Over && _end is not null)
                {
                    if (!_mayEnd)
                    {
                        return TimeSpan.Zero;
                    }

                    // What the token's waiters do, they do on another thread: none of them runs under this lock.
                    _ = _end.CancelAsync();
                }

                return taking == Taking.Try ? TimeSpan.Zero : Patience;
            }
        }
    }
}
