using System.Net.Http.Headers;

namespace Portal.Protocol.Client;

/// <summary>How long to wait before the next try.</summary>
internal sealed class RetryPolicy(PortalClientOptions options)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Last = TimeSpan.FromSeconds(8);

    /// <summary>The wait after the failed try number <paramref name="attempt"/>, counted from 0; null: give up.</summary>
    public TimeSpan? After(int attempt, RetryConditionHeaderValue? asked)
    {
        if (attempt >= options.Retries)
        {
            return null;
        }

        var wanted =
            asked?.Delta
            ?? (asked?.Date is { } date ? date - options.Time.GetUtcNow() : (TimeSpan?)null);
        if (wanted is { } wait)
        {
            return wait > options.LongestWait ? null
                : wait < TimeSpan.Zero ? TimeSpan.Zero
                : wait;
        }

        return Backoff(attempt);
    }

    /// <summary>Doubles from a quarter of a second, at most 8 s, each shortened by up to a half.</summary>
    public static TimeSpan Backoff(int attempt)
    {
        var full = Math.Min(
            Last.TotalMilliseconds,
            First.TotalMilliseconds * Math.Pow(2, Math.Min(attempt, 16))
        );
        // Many clients that lost the same portal must not come back in the same instant.
#pragma warning disable CA5394 // spreads load; nothing secret hangs on it
        return TimeSpan.FromMilliseconds(full * (0.5 + (Random.Shared.NextDouble() / 2)));
#pragma warning restore CA5394
    }

    public Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken) =>
        Task.Delay(wait, options.Time, cancellationToken);
}
