using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Portal.Shell;

namespace Portal.Access;

/// <summary>Counts credentials that were no good, per address, and blocks an address that sends too many.</summary>
internal sealed class FailedSignIns(IOptions<LimitOptions> options, SignInMetrics metrics)
    : IDisposable
{
    /// <summary>Seconds after which a blocked address may try again.</summary>
    public const string RetryAfter = "60";

    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.Create<
        HttpContext,
        string
    >(context =>
        RateLimitPartition.GetFixedWindowLimiter(
            Limits.AddressOf(context),
            _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = options.Value.FailedSignInsPerMinute,
                Window = TimeSpan.FromMinutes(1),
            }
        )
    );

    public bool IsBlocked(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(context, permitCount: 0);
        return !lease.IsAcquired;
    }

    public void Count(HttpContext context)
    {
        metrics.CountFailure();
        _limiter.AttemptAcquire(context).Dispose();
    }

    public void Dispose() => _limiter.Dispose();
}
