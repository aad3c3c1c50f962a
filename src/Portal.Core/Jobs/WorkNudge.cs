namespace Portal.Jobs;

/// <summary>Tells the sweep on this node that a row has just become due, so that it does not wait for its next round.</summary>
public sealed class WorkNudge : IDisposable
{
    private readonly SemaphoreSlim _pending = new(0, 1);

    /// <summary>Call it after the row is committed, never inside its transaction.</summary>
    public void Nudge()
    {
        try
        {
            _pending.Release();
        }
        catch (SemaphoreFullException)
        {
            // A sweep is on its way already and will see this row too.
        }
    }

    /// <summary>Waits for a nudge, at most <paramref name="interval"/>.</summary>
    internal Task WaitAsync(TimeSpan interval, CancellationToken cancellationToken) =>
        _pending.WaitAsync(interval, cancellationToken);

    public void Dispose() => _pending.Dispose();
}
