using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Repository;

/// <summary>
/// What may be asked of a signer. Never bytes, a version or a time: those are the signer's own. So whoever can ask, such as a
/// portal that was broken into, gets at most a true sentence of the role, and never the key.
/// </summary>
public abstract record SigningRequest
{
    private protected SigningRequest() { }

    /// <summary>The role that speaks.</summary>
    public abstract string Role { get; }
}

/// <summary>The newest snapshot is this one.</summary>
public sealed record TimestampRequest(MetaFile Snapshot) : SigningRequest
{
    public override string Role => RoleName.Timestamp;
}

/// <summary>These versions belong together. No role may be missing that was there before, and none go back.</summary>
public sealed record SnapshotRequest(IReadOnlyDictionary<string, MetaFile> Meta) : SigningRequest
{
    public override string Role => RoleName.Snapshot;
}

/// <summary>These roles, with these keys, speak for their channels.</summary>
public sealed record DelegationsRequest(IReadOnlyDictionary<string, KeyPlan> Roles) : SigningRequest
{
    public override string Role => RoleName.Targets;
}

/// <summary>A channel's role, or rollout, has these files; all of them below the role's own paths.</summary>
public sealed record FilesRequest(string Of, IReadOnlyCollection<TargetFile> Files) : SigningRequest
{
    public override string Role => Of;
}
