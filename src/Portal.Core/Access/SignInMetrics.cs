using System.Diagnostics.Metrics;

namespace Portal.Access;

/// <summary>What is measured of credentials; named and explained in docs/operations.md.</summary>
public sealed class SignInMetrics : IDisposable
{
    public const string MeterName = "Portal.Access";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _failures;

    public SignInMetrics() =>
        _failures = _meter.CreateCounter<long>(
            "portal.signin.failures",
            "{attempt}",
            "Credentials that were no good, of people and of programs"
        );

    public void CountFailure() => _failures.Add(1);

    public void Dispose() => _meter.Dispose();
}
