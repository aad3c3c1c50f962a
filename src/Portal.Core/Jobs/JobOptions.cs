using System.ComponentModel.DataAnnotations;

namespace Portal.Jobs;

/// <summary>How background work is run on this node.</summary>
public sealed class JobOptions
{
    public const string Section = "Jobs";

    /// <summary>False on a node that only serves. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How this node is called where one sees who did what, 1-100 characters. Default: the machine's name.</summary>
    [Required, StringLength(JobAttempt.NodeLength)]
    public string Node { get; set; } = Environment.MachineName;

    /// <summary>How many jobs run side by side on this node, 1-64. Default 2.</summary>
    [Range(1, 64)]
    public int Workers { get; set; } = 2;

    /// <summary>How often state rows are looked through for work that has no job. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Failed attempts before a row is given up and waits for a person, 1-100. Default 5.</summary>
    [Range(1, 100)]
    public int MaxFailures { get; set; } = 5;

    /// <summary>Wait after the first failure; doubles with each further one. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);
}
