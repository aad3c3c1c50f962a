using System.ComponentModel.DataAnnotations;

namespace Portal.Hosts;

/// <summary>How long what hosts reported is kept.</summary>
public sealed class HostOptions
{
    public const string Section = "Hosts";

    /// <summary>A host that was not heard for so long is silent: it is counted apart, and no longer among those that hold something.</summary>
    public static TimeSpan SilentAfter { get; } = TimeSpan.FromDays(30);

    /// <summary>How long after its last report a host is forgotten, with its key; 31 days to ten years. Default 180 days.</summary>
    [Range(typeof(TimeSpan), "31.00:00:00", "3650.00:00:00")]
    public TimeSpan ForgottenAfter { get; set; } = TimeSpan.FromDays(180);

    /// <summary>How long the counts of each day are kept, 31 days to ten years. Default 1100 days.</summary>
    [Range(typeof(TimeSpan), "31.00:00:00", "3650.00:00:00")]
    public TimeSpan CountsKept { get; set; } = TimeSpan.FromDays(1100);
}
