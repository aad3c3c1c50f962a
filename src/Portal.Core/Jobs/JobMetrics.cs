using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Portal.Jobs;

/// <summary>What is measured of background work; named and explained in docs/operations.md.</summary>
public sealed class JobMetrics : IDisposable
{
    public const string MeterName = "Portal.Jobs";

    private const string Kind = "kind";

    /// <summary>Seconds; an image of some GiB takes minutes.</summary>
    internal static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800],
    };

    private readonly Meter _meter = new(MeterName);
    private readonly ActivitySource _source = new(MeterName);
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _failures;
    private readonly Gauge<double> _age;
    private readonly Gauge<long> _length;

    public JobMetrics()
    {
        _duration = _meter.CreateHistogram(
            "portal.job.duration",
            "s",
            "Time of one attempt, however it ends",
            tags: null,
            Seconds
        );
        _failures = _meter.CreateCounter<long>(
            "portal.job.failures",
            "{failure}",
            "Attempts that ended in an error"
        );
        _age = _meter.CreateGauge<double>(
            "portal.job.queue.age",
            "s",
            "Since when the oldest work is due that is not done; 0 when there is none"
        );
        _length = _meter.CreateGauge<long>(
            "portal.job.queue.length",
            "{job}",
            "Work that is due and not done, what is at work included"
        );
    }

    /// <summary>False while nobody listens: then the queue need not be asked.</summary>
    internal bool IsQueueObserved => _age.Enabled || _length.Enabled;

    /// <summary>An attempt ended in an error.</summary>
    /// <param name="givenUp">It will not be tried again.</param>
    public void CountFailure(string kind, bool givenUp) =>
        _failures.Add(1, new(Kind, kind), new("given_up", givenUp));

    internal Activity? Begin(string kind, Guid id) =>
        _source.StartActivity(kind)?.SetTag("portal.job.id", id);

    internal void RecordDuration(string kind, TimeSpan duration) =>
        _duration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>(Kind, kind));

    internal void RecordQueue(string kind, WorkQueue queue, DateTimeOffset now)
    {
        var age = queue.OldestDueAt is { } due && due < now ? now - due : TimeSpan.Zero;
        _age.Record(age.TotalSeconds, new KeyValuePair<string, object?>(Kind, kind));
        _length.Record(queue.Length, new KeyValuePair<string, object?>(Kind, kind));
    }

    public void Dispose()
    {
        _meter.Dispose();
        _source.Dispose();
    }
}
