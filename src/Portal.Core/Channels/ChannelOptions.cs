using System.ComponentModel.DataAnnotations;

namespace Portal.Channels;

/// <summary>How long what a channel says is good, and how soon it is seen.</summary>
public sealed class ChannelOptions
{
    public const string Section = "Channels";

    /// <summary>
    /// How long a signed <c>RELEASE</c> may be believed, 1 hour to 90 days. It is signed again when half of it has passed.
    /// Default 14 days.
    /// </summary>
    [Range(typeof(TimeSpan), "01:00:00", "90.00:00:00")]
    public TimeSpan Validity { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How soon this node sees what another one changed, 0.1 to 60 seconds. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(5);
}
