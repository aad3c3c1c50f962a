using Portal.Packaging.Locks;
using Portal.Packaging.Versions;
using Portal.Protocol;
using Portal.Protocol.Releases;

namespace Portal.Releases;

/// <summary>
/// A product at a version: a lock that never changes, and how far the job has come that turns it into an image. The state
/// is the truth that jobs are scheduled from; progress counters are written past this object.
/// </summary>
public sealed class Release
{
    public const int TakenFromLength = 500;

    private Release() { }

    /// <summary>UUID version 7: ids are in the order of <see cref="CreatedAt"/>.</summary>
    public Guid Id { get; private init; }

    public required Guid ProductId { get; init; }

    /// <summary>Name of the product, which never changes.</summary>
    public required string Product { get; init; }

    public required string Version { get; init; }

    /// <summary>
    /// <see cref="ComponentVersionNumber.SortKey"/> of the version: what the database orders by. Null in rows of a portal from
    /// before it, until <see cref="ReleaseOrderUpgrade"/> has run.
    /// </summary>
    public string? VersionKey { get; private set; }

    /// <summary>SHA-256 of <c>release.json</c>, which is kept as a blob.</summary>
    public required Digest Lock { get; init; }

    /// <summary>In install order.</summary>
    public IReadOnlyList<ReleaseComponent> Components => _components;

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The portal or mirror that its image was taken from; null when it was made here.</summary>
    public string? TakenFrom { get; private init; }

    /// <summary>One of <see cref="ReleaseStates"/>.</summary>
    public string State { get; private set; } = ReleaseStates.Queued;

    /// <summary>The state at work when the job last reported, which stays known after a failure.</summary>
    public string Step { get; private set; } = ReleaseStates.Queued;

    /// <summary>Bytes or items done in this step.</summary>
    public long StepDone { get; private set; }

    /// <summary>Of how many; 0 when unknown.</summary>
    public long StepTotal { get; private set; }

    /// <summary>How often the job was begun since the release was last queued.</summary>
    public int Attempts { get; private set; }

    /// <summary>How many of them ended in an error; a killed process is no error of the release.</summary>
    public int Failures { get; private set; }

    /// <summary>Why the last attempt failed; null while none has.</summary>
    public string? Error { get; private set; }

    /// <summary>Not before this time.</summary>
    public DateTimeOffset NextAttemptAt { get; private set; }

    public DateTimeOffset? ReadyAt { get; private set; }

    /// <summary>Why it was withdrawn or removed.</summary>
    public string? Reason { get; private set; }

    /// <summary>Who withdrew or removed it; null of one that was before this was kept.</summary>
    public string? WithdrawnBy { get; private set; }

    /// <summary>When it was withdrawn or removed; null also where that was before this was kept.</summary>
    public DateTimeOffset? WithdrawnAt { get; private set; }

    /// <summary>Counts every change, progress included: the id of events, and the concurrency token.</summary>
    public long Revision { get; private set; }

    private readonly List<ReleaseComponent> _components = [];

    internal static Release Queue(
        Guid productId,
        string product,
        string version,
        Digest @lock,
        IEnumerable<ReleaseComponent> components,
        string createdBy,
        DateTimeOffset now
    )
    {
        var release = new Release
        {
            Id = Guid.CreateVersion7(now),
            ProductId = productId,
            Product = product,
            Version = version,
            VersionKey = ComponentVersionNumber.Parse(version).SortKey,
            Lock = @lock,
            CreatedBy = createdBy,
            CreatedAt = now,
            NextAttemptAt = now,
        };
        release._components.AddRange(components);
        return release;
    }

    /// <summary>A release that another portal made: its image is here, whole and signed.</summary>
    internal static Release Taken(
        Guid productId,
        ReleaseLock frozen,
        Digest @lock,
        string from,
        string createdBy,
        DateTimeOffset now
    )
    {
        var release = new Release
        {
            Id = Guid.CreateVersion7(now),
            ProductId = productId,
            Product = frozen.Product,
            Version = frozen.Version,
            VersionKey = ComponentVersionNumber.Parse(frozen.Version).SortKey,
            Lock = @lock,
            TakenFrom = from,
            CreatedBy = createdBy,
            CreatedAt = now,
            NextAttemptAt = now,
        };
        release._components.AddRange(
            frozen.Components.Select(
                (c, i) => new ReleaseComponent(i, c.Name, c.Version.Text, c.Digest)
            )
        );
        release.MarkReady(now);
        return release;
    }

    /// <summary>The image exists and is signed.</summary>
    /// <exception cref="InvalidOperationException">The release was final already.</exception>
    public void MarkReady(DateTimeOffset now)
    {
        Require(!ReleaseStates.IsFinal(State), "made ready");
        State = ReleaseStates.Ready;
        Step = ReleaseStates.Ready;
        StepDone = StepTotal;
        Error = null;
        ReadyAt = now;
        Revision++;
    }

    /// <summary>The job has given up; a person can queue it again.</summary>
    /// <exception cref="InvalidOperationException">The release was final already.</exception>
    public void MarkFailed(string error)
    {
        Require(!ReleaseStates.IsFinal(State), "failed");
        State = ReleaseStates.Failed;
        Error = error;
        Revision++;
    }

    internal void QueueAgain(DateTimeOffset now)
    {
        Require(State == ReleaseStates.Failed, "queued again");
        State = ReleaseStates.Queued;
        Step = ReleaseStates.Queued;
        StepDone = 0;
        StepTotal = 0;
        Attempts = 0;
        Failures = 0;
        NextAttemptAt = now;
        Revision++;
    }

    internal void Withdraw(string reason, bool remove, string by, DateTimeOffset now)
    {
        Require(State is ReleaseStates.Ready or ReleaseStates.Withdrawn, "withdrawn");
        State = remove ? ReleaseStates.Removed : ReleaseStates.Withdrawn;
        (Reason, WithdrawnBy, WithdrawnAt) = (reason, by, now);
        Revision++;
    }

    private void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(
                $"Release {Product} {Version} is {State} and cannot be {what}."
            );
        }
    }
}

/// <summary>One line of a release's lock, kept as a row so that "which releases hold this version" is a query.</summary>
/// <param name="Position">From 0, in install order.</param>
/// <param name="Digest">Content digest.</param>
public sealed record ReleaseComponent(int Position, string Name, string Version, Digest Digest)
{
    /// <summary>The column with the id of the release; it is no property.</summary>
    internal const string ReleaseId = "ReleaseId";
}
