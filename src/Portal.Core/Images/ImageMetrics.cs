using System.Diagnostics.Metrics;
using Portal.Jobs;

namespace Portal.Images;

/// <summary>What is measured of images; named and explained in docs/operations.md.</summary>
public sealed class ImageMetrics : IDisposable
{
    public const string MeterName = "Portal.Images";

    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _assembly;
    private readonly Counter<long> _sent;

    public ImageMetrics()
    {
        _assembly = _meter.CreateHistogram(
            "portal.image.assembly.duration",
            "s",
            "From the lock to the signed image, attempts that failed left out",
            tags: null,
            JobMetrics.Seconds
        );
        _sent = _meter.CreateCounter<long>(
            "portal.download.bytes",
            "By",
            "Bytes of release files that were sent"
        );
    }

    /// <summary>Counts what is read of a download; the same stream while nobody listens.</summary>
    public Stream Measure(Stream content, string product) =>
        _sent.Enabled
            ? new CountedStream(
                content,
                bytes => _sent.Add(bytes, new KeyValuePair<string, object?>("product", product))
            )
            : content;

    internal void RecordAssembly(TimeSpan duration) => _assembly.Record(duration.TotalSeconds);

    public void Dispose() => _meter.Dispose();
}
