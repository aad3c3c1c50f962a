using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace Portal.Blobs;

/// <summary>What is measured of the store and of what comes in; named and explained in docs/operations.md.</summary>
public sealed class BlobMetrics : IDisposable
{
    public const string MeterName = "Portal.Blobs";

    /// <summary>Adding up a store of a million files takes seconds.</summary>
    private static readonly TimeSpan CountEvery = TimeSpan.FromMinutes(10);

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _received;
    private readonly string _root;
    private readonly IFreeSpace _space;
    private readonly BlobStore _store;
    private readonly TimeProvider _clock;
    private readonly Lock _counting = new();
    private long _countedAt;
    private long? _bytes;

    public BlobMetrics(
        BlobStore store,
        IOptions<BlobOptions> options,
        IFreeSpace space,
        TimeProvider clock
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        _store = store;
        _space = space;
        _clock = clock;
        _root = options.Value.Path;
        _received = _meter.CreateCounter<long>(
            "portal.upload.bytes",
            "By",
            "Archives that arrived whole, as they were sent"
        );
        // Observed only while somebody listens.
        _meter.CreateObservableGauge(
            "portal.blob.store.bytes",
            Bytes,
            "By",
            "Sum of all blobs, counted every ten minutes"
        );
        _meter.CreateObservableGauge(
            "portal.blob.store.free",
            () => _space.Available(_root),
            "By",
            "What the disk of the blobs still takes"
        );
    }

    /// <summary>So many bytes of an upload arrived.</summary>
    public void CountReceived(long bytes) => _received.Add(bytes);

    public void Dispose() => _meter.Dispose();

    private long Bytes()
    {
        lock (_counting)
        {
            if (_bytes is not { } bytes || _clock.GetElapsedTime(_countedAt) > CountEvery)
            {
                bytes = _store.All().Sum(d => _store.Length(d) ?? 0);
                _countedAt = _clock.GetTimestamp();
                _bytes = bytes;
            }

            return bytes;
        }
    }
}
