using System.ComponentModel.DataAnnotations;

namespace Portal.Webhooks;

/// <summary>How webhooks are told.</summary>
public sealed class WebhookOptions
{
    public const string Section = "Webhooks";

    /// <summary>
    /// False: nothing is sent, and what is to be told waits. For a node that reaches nobody, and for a restored copy beside the
    /// portal itself. Default true.
    /// </summary>
    public bool Enabled { get; set; } = true;

    /// <summary>True: addresses of this machine too, and for them http: for trying it out. Default false.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>How long one attempt takes at most, from the name to the answer, 1 to 60 s. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a message is tried before it is given up, 1 minute to 14 days. Default 2 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "14.00:00:00")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(2);

    /// <summary>How long what was delivered or given up can be looked at and sent again, 1 to 365 days. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "365.00:00:00")]
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(30);
}
