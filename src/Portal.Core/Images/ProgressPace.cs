using Portal.Protocol.Releases;
using Portal.Releases;

namespace Portal.Images;

/// <summary>
/// Passes the bytes done on to the release's row, at most four times a second and never two at once: telling how far it is
/// must not slow the work down.
/// </summary>
internal sealed class ProgressPace(
    ReleaseProgress progress,
    Guid release,
    long total,
    TimeProvider clock
) : IProgress<long>, IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private long _last = clock.GetTimestamp();
    private Task _telling = Task.CompletedTask;

    public void Report(long value)
    {
        if (!_telling.IsCompleted || clock.GetElapsedTime(_last) < Pace)
        {
            return;
        }

        _last = clock.GetTimestamp();
        _telling = TellAsync(value);
    }

    /// <summary>Waits for the report that is under way, so that none comes after the step's end.</summary>
    public async Task DrainAsync() => await _telling;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task TellAsync(long done)
    {
        try
        {
            await progress.ReportAsync(release, ReleaseStates.Assembling, done, total, _stop.Token);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or OperationCanceledException)
        {
            // A report that is lost is followed by the next one; the work itself needs none.
        }
    }
}
