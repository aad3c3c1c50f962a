using System.Diagnostics.Metrics;
using Portal.Trust.Keys;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Updates;

/// <summary>What is measured of the update repository; named and explained in docs/operations.md.</summary>
public sealed class UpdateMetrics : IDisposable
{
    public const string MeterName = "Portal.Updates";

    private readonly Meter _meter = new(MeterName);

    public UpdateMetrics(UpdateTree tree, TimeProvider clock)
    {
        _meter.CreateObservableGauge(
            "portal.update.expiry",
            () => Read(tree, clock.GetUtcNow()),
            "s",
            "Until the signature of a role of the update repository expires, by role; below 0 when it has"
        );
    }

    public void Dispose() => _meter.Dispose();

    private static List<Measurement<double>> Read(UpdateTree tree, DateTimeOffset now)
    {
        try
        {
            return
            [
                .. tree.Look()
                    .Where(r => r.Expires is not null)
                    .Select(r => new Measurement<double>(
                        (r.Expires!.Value - now).TotalSeconds,
                        new KeyValuePair<string, object?>("role", r.Role)
                    )),
            ];
        }
        catch (Exception e) when (e is IOException or TufException or KeyFolderException)
        {
            // The doctor says what is wrong; a gauge that is silent is noticed as well.
            return [];
        }
    }
}
