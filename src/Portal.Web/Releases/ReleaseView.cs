using Portal.Images;
using Portal.Jobs;
using Portal.Protocol.Releases;

namespace Portal.Releases;

/// <summary>What every page of a release stands on.</summary>
/// <param name="Image">Null until it is assembled.</param>
/// <param name="Facts">What its lock says; null once it is removed.</param>
/// <param name="Attempts">The newest, last begun first.</param>
/// <param name="Key">Fingerprint of the OpenPGP key that signed; null until then.</param>
/// <param name="MayManage">The reader may run it again and withdraw it, and sees what errors say in full.</param>
/// <param name="IsSignedIn">The reader sees which machine did what.</param>
public sealed record ReleaseView(
    Release Release,
    Image? Image,
    LockFacts? Facts,
    ReleaseNeighbours Around,
    IReadOnlyList<JobAttempt> Attempts,
    string? Key,
    bool MayManage,
    bool IsSignedIn
)
{
    public string Name => $"{Release.Product} {Release.Version}";

    public JobAttempt? Last => Attempts.Count == 0 ? null : Attempts[0];

    public bool IsFinal => ReleaseStates.IsFinal(Release.State);

    public bool IsRemoved => Release.State == ReleaseStates.Removed;

    public bool IsWithdrawn => Release.State == ReleaseStates.Withdrawn;

    /// <summary>The last two groups of the key's fingerprint: enough to tell keys apart.</summary>
    public string? ShortKey => Key is null ? null : $"{Key[^8..^4]} {Key[^4..]}";
}
