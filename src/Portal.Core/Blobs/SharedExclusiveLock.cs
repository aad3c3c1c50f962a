namespace Portal.Blobs;

/// <summary>
/// Many holders that share, or one that excludes; waited for without a thread. First come, first served: a stream of
/// sharers does not keep the excluder out, nor the other way round.
/// </summary>
internal sealed class SharedExclusiveLock
{
    private readonly Lock _sync = new();
    private readonly LinkedList<Waiter> _waiting = [];
    private int _sharers;
    private bool _excluded;

    /// <summary>How many wait to enter.</summary>
    public int Waiting
    {
        get
        {
            lock (_sync)
            {
                return _waiting.Count;
            }
        }
    }

    public Task<IDisposable> ShareAsync(CancellationToken cancellationToken) =>
        EnterAsync(exclusive: false, cancellationToken);

    public Task<IDisposable> ExcludeAsync(CancellationToken cancellationToken) =>
        EnterAsync(exclusive: true, cancellationToken);

    private async Task<IDisposable> EnterAsync(bool exclusive, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var waiter = new Waiter(exclusive);
        lock (_sync)
        {
            _waiting.AddLast(waiter);
            Admit();
        }

        await using var registration = cancellationToken.Register(() => GiveUp(waiter));
#pragma warning disable VSTHRD003 // It is completed by whoever leaves the lock, on no context.
        await waiter.Entered.Task;
#pragma warning restore VSTHRD003
        return new Hold(this, exclusive);
    }

    private void GiveUp(Waiter waiter)
    {
        lock (_sync)
        {
            if (_waiting.Remove(waiter))
            {
                waiter.Entered.SetCanceled();
                Admit();
            }
        }
    }

    private void Leave(bool exclusive)
    {
        lock (_sync)
        {
            if (exclusive)
            {
                _excluded = false;
            }
            else
            {
                _sharers--;
            }

            Admit();
        }
    }

    private void Admit()
    {
        while (
            _waiting.First is { } first && !_excluded && !(first.Value.Exclusive && _sharers > 0)
        )
        {
            _waiting.RemoveFirst();
            _excluded = first.Value.Exclusive;
            _sharers += first.Value.Exclusive ? 0 : 1;
            first.Value.Entered.SetResult();
        }
    }

    private sealed class Waiter(bool exclusive)
    {
        public bool Exclusive { get; } = exclusive;

        public TaskCompletionSource Entered { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Hold(SharedExclusiveLock owner, bool exclusive) : IDisposable
    {
        private SharedExclusiveLock? _owner = owner;

        public void Dispose() => Interlocked.Exchange(ref _owner, null)?.Leave(exclusive);
    }
}
