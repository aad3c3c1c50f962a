using System.Diagnostics.Metrics;

namespace Portal.Following;

/// <summary>What is measured of followed products; named and explained in docs/operations.md.</summary>
public sealed class FollowingMetrics : IDisposable
{
    public const string MeterName = "Portal.Following";

    private readonly Meter _meter = new(MeterName);
    private readonly Gauge<double> _age;

    public FollowingMetrics() =>
        _age = _meter.CreateGauge<double>(
            "portal.following.age",
            "s",
            "Since the last check of a followed product that ended well, or since it follows, by product"
        );

    internal void RecordAge(string product, TimeSpan age) =>
        _age.Record(age.TotalSeconds, new KeyValuePair<string, object?>("product", product));

    public void Dispose() => _meter.Dispose();
}
