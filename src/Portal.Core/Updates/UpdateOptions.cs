using System.ComponentModel.DataAnnotations;

namespace Portal.Updates;

/// <summary>The update repository of this portal.</summary>
public sealed class UpdateOptions
{
    public const string Section = "Updates";

    /// <summary>Folder of what is served below /tuf/. Several nodes share it. Default: <c>updates</c> in the data folder.</summary>
    public string Path { get; set; } = "";

    /// <summary>
    /// False on a node that never makes or uses keys of the update repository, and only serves it. A node that does not hold
    /// the keys of snapshot and timestamp signs nothing in any case. Default true.
    /// </summary>
    public bool Sign { get; set; } = true;

    /// <summary>How soon this node shows on pages what another one published, 0 to 60 seconds. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RefreshInterval { get; set; } = TimeSpan.FromSeconds(5);
}
