using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Portal.Access;

namespace Portal.Shell;

/// <summary>How much one caller, or one address without a credential, may ask: section <c>Limits</c>.</summary>
internal sealed class LimitOptions
{
    public const string Section = "Limits";

    /// <summary>Requests a second in the long run, 1 to 1,000,000; default 200.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 200;

    /// <summary>Requests at once after a pause, 1 to 1,000,000; default 5,000.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 5_000;

    /// <summary>Credentials that are no good, per address and minute, 1 to 1,000,000; default 60.</summary>
    [Range(1, 1_000_000)]
    public int FailedSignInsPerMinute { get; set; } = 60;
}

internal static class Limits
{
    /// <summary>Static and published files: cheap, cached, and never to be held back by a busy API.</summary>
    private static readonly PathString[] Free = ["/tuf", "/health", "/portal.css"];

    public static void AddPortalLimits(this IServiceCollection services)
    {
        services
            .AddOptions<LimitOptions>()
            .BindConfiguration(LimitOptions.Section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<RequestLimit>();
    }

    /// <summary>
    /// Refuses who asks too much. The framework's own middleware never ends its limiters, whose timers keep a portal that was
    /// stopped in memory, and at work.
    /// </summary>
    public static void UsePortalLimits(this WebApplication app)
    {
        var limit = app.Services.GetRequiredService<RequestLimit>();
        app.Use(
            (context, next) =>
                Array.Exists(
                    Free,
                    p =>
                        context.Request.Path.StartsWithSegments(
                            p,
                            StringComparison.OrdinalIgnoreCase
                        )
                ) || limit.Allows(context, out var wait)
                    ? next(context)
                    : RefuseAsync(context, wait)
        );
    }

    /// <summary>The address as far as one site can be told from another: an IPv6 site has a /64.</summary>
    public static string AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (address is null || address.IsIPv4MappedToIPv6)
        {
            return address?.MapToIPv4().ToString() ?? "unknown";
        }

        var bytes = address.GetAddressBytes();
        return bytes.Length == 4 ? address.ToString() : Convert.ToHexString(bytes, 0, 8);
    }

    private static Task RefuseAsync(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))
            .ToString(CultureInfo.InvariantCulture);
        return RequestErrors.TooMany.AnswerAsync(context);
    }
}
