using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Portal.Access;
using Portal.Blobs;
using Portal.Following;
using Portal.Images;
using Portal.Jobs;
using Portal.Updates;

namespace Portal.Shell;

/// <summary>
/// Sends metrics and traces by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a collector; the other variables of
/// OpenTelemetry (protocol, headers, interval) hold as well. Without it nothing listens, and nothing is measured.
/// </summary>
internal sealed class Telemetry(IServiceProvider services, IConfiguration configuration)
    : IHostedService,
        IDisposable
{
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string ServiceName = "guest-tools-portal";

    /// <summary>Ours, the server's, the driver's and the runtime's.</summary>
    private static readonly string[] Meters =
    [
        JobMetrics.MeterName,
        BlobMetrics.MeterName,
        ImageMetrics.MeterName,
        SignInMetrics.MeterName,
        UpdateMetrics.MeterName,
        FollowingMetrics.MeterName,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Diagnostics",
        "Npgsql",
        "System.Runtime",
    ];

    private static readonly string[] Sources =
    [
        JobMetrics.MeterName,
        "Microsoft.AspNetCore",
        "Npgsql",
    ];

    private MeterProvider? _meters;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // They are made when they are first used otherwise, and a gauge is never used.
        services.GetRequiredService<BlobMetrics>();
        services.GetRequiredService<UpdateMetrics>();
        var resource = ResourceBuilder
            .CreateDefault()
            .AddService(
                ServiceName,
                serviceVersion: typeof(Telemetry).Assembly.GetName().Version?.ToString(3),
                serviceInstanceId: Environment.MachineName
            )
            .AddEnvironmentVariableDetector();
        _meters = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(s => s.AddSingleton(configuration))
            .SetResourceBuilder(resource)
            .AddMeter(Meters)
            .AddOtlpExporter()
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(s => s.AddSingleton(configuration))
            .SetResourceBuilder(resource)
            .AddSource(Sources)
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    /// <summary>What was measured last goes out too.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _meters?.ForceFlush((int)TimeSpan.FromSeconds(5).TotalMilliseconds);
        _traces?.ForceFlush((int)TimeSpan.FromSeconds(5).TotalMilliseconds);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _meters?.Dispose();
        _traces?.Dispose();
    }
}

internal static class TelemetrySetup
{
    public static void AddPortalTelemetry(
        this IServiceCollection services,
        IConfiguration configuration
    )
    {
        if (!string.IsNullOrEmpty(configuration[Telemetry.Endpoint]))
        {
            services.AddHostedService<Telemetry>();
        }
    }
}
