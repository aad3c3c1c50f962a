using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Portal.Access;

namespace Portal.Shell;

/// <summary>Counts requests per caller, and per address of those without a credential.</summary>
internal sealed class RequestLimit(IOptions<LimitOptions> options) : IDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.Create<
        HttpContext,
        string
    >(context =>
        RateLimitPartition.GetTokenBucketLimiter(
            PartitionOf(context),
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = options.Value.Burst,
                TokensPerPeriod = options.Value.RequestsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }
        )
    );

    /// <summary>Counts this one.</summary>
    /// <param name="wait">After which the next one may be allowed.</param>
    public bool Allows(HttpContext context, out TimeSpan wait)
    {
        using var lease = _limiter.AttemptAcquire(context);
        wait =
            !lease.IsAcquired && lease.TryGetMetadata(MetadataName.RetryAfter, out var time)
                ? time
                : TimeSpan.Zero;
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();

    private static string PartitionOf(HttpContext context)
    {
        var caller = context.Caller();
        return caller.Kind == CallerKind.Anonymous
            ? $"address {Limits.AddressOf(context)}"
            : $"caller {caller.Name}";
    }
}
