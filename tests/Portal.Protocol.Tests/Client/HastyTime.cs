using System.Collections.Concurrent;

namespace Portal.Testing;

/// <summary>A clock at which short waits are over at once and are written down; long ones end when the test says so.</summary>
public sealed class HastyTime : TimeProvider
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(90);

    private readonly ConcurrentDictionary<HastyTimer, bool> _pending = new();

    public ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public DateTimeOffset Now { get; init; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    public override ITimer CreateTimer(
        TimerCallback callback,
        object? state,
        TimeSpan dueTime,
        TimeSpan period
    )
    {
        var timer = new HastyTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Ends every long wait that is under way.</summary>
    public void Expire()
    {
        foreach (var timer in _pending.Keys)
        {
            timer.Fire();
        }
    }

    private sealed class HastyTimer(HastyTime time, Action callback) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                time._pending.TryRemove(this, out _);
            }
            else if (dueTime < Short)
            {
                time.Waits.Enqueue(dueTime);
                ThreadPool.QueueUserWorkItem(_ => callback());
            }
            else
            {
                time._pending[this] = true;
            }

            return true;
        }

        public void Fire() => callback();

        public void Dispose() => time._pending.TryRemove(this, out _);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
