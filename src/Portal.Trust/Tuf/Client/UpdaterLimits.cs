namespace Portal.Trust.Tuf.Client;

/// <summary>How much of a repository a client puts up with. The defaults are those of python-tuf and tuf-js.</summary>
public sealed record UpdaterLimits
{
    /// <summary>Roots that are followed in one update; default 256.</summary>
    public int RootRotations { get; init; } = 256;

    /// <summary>Delegated roles that are visited for one path; default 32.</summary>
    public int Delegations { get; init; } = 32;

    /// <summary>Bytes of a root; default 512,000.</summary>
    public int RootLength { get; init; } = 512_000;

    /// <summary>Bytes of a timestamp; default 16,384.</summary>
    public int TimestampLength { get; init; } = 16_384;

    /// <summary>Bytes of a snapshot, however long the timestamp says that it is; default 2,000,000.</summary>
    public int SnapshotLength { get; init; } = 2_000_000;

    /// <summary>Bytes of a targets file; default 5,000,000.</summary>
    public int TargetsLength { get; init; } = 5_000_000;

    /// <summary>How long nothing may arrive before a transfer is given up; default 60 s.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one metadata file may take in all, however steadily it trickles; default 5 minutes.</summary>
    public TimeSpan MetadataTime { get; init; } = TimeSpan.FromMinutes(5);
}
