using System.ComponentModel.DataAnnotations;

namespace Portal.Following;

/// <summary>How products that follow another portal are kept up to date.</summary>
public sealed class FollowingOptions
{
    public const string Section = "Following";

    /// <summary>Time between two checks of a product, of which up to a tenth is left to chance; a minute to a day. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long one check may fetch, however steadily it trickles; the next goes on from there. A minute to a day; default 6 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan FetchTime { get; set; } = TimeSpan.FromHours(6);
}
