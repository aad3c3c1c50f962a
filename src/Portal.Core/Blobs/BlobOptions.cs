using System.ComponentModel.DataAnnotations;

namespace Portal.Blobs;

/// <summary>Where blobs are kept and for how long unreferenced ones stay. Configuration section <c>Blobs</c>.</summary>
public sealed class BlobOptions
{
    public const string Section = "Blobs";

    /// <summary>
    /// The store: <c>sha256/ab/HEX</c> below it. Several nodes may share it. Default: <c>blobs</c> in the data folder.
    /// </summary>
    public string Path { get; set; } = "";

    /// <summary>
    /// One folder per upload in progress. Must lie on the file system of <see cref="Path"/>, because files enter the store
    /// by rename; one that keeps locks (flock) among the nodes that share it. Default: <c>staging</c> in the data folder, or in <see cref="Path"/> where that is set.
    /// </summary>
    public string StagingPath { get; set; } = "";

    /// <summary>
    /// How long an unreferenced blob is kept. More than the difference between the clocks of nodes that share the store.
    /// At most a year; default 24 hours.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Time between two collections on schedule. At least one minute, at most a year; default 6 hours.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "365.00:00:00")]
    public TimeSpan CollectionInterval { get; set; } = TimeSpan.FromHours(6);

    /// <summary>Blobs that are swept under one hold of the lock, while no upload can commit. 1 to 100,000; default 500.</summary>
    [Range(1, 100_000)]
    public int SweepBatch { get; set; } = 500;
}
