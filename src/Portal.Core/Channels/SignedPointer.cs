using Portal.Protocol.Channels;

namespace Portal.Channels;

/// <summary>
/// The channel's <c>RELEASE</c> and its signature as they are served, and when they are signed next. Both are columns of the
/// channel's row and change together, so that nobody is handed one without the other, whenever a process is killed.
/// </summary>
public sealed class SignedPointer
{
    /// <summary>As <see cref="PointerFile"/> writes it; null while nothing is let out to all.</summary>
    public string? Text { get; private set; }

    /// <summary>OpenPGP, detached and armored.</summary>
    public string? Signature { get; private set; }

    /// <summary>The release that it names.</summary>
    public Guid? ReleaseId { get; private set; }

    public string? Version { get; private set; }

    /// <summary>State of the release that it tells.</summary>
    public string? Status { get; private set; }

    public DateTimeOffset? SignedAt { get; private set; }

    public DateTimeOffset? ValidUntil { get; private set; }

    /// <summary>Not before this time it is signed again; null: there is nothing to sign.</summary>
    public DateTimeOffset? NextAt { get; private set; }

    /// <summary>Attempts that failed since it was signed last.</summary>
    public int Failures { get; private set; }

    /// <summary>Why the last one failed, for everybody; null while none has.</summary>
    public string? Error { get; private set; }

    /// <summary>What it says is no longer what the channel says.</summary>
    internal void Schedule(DateTimeOffset now) => (NextAt, Failures, Error) = (now, 0, null);

    internal void Publish(
        PointerFile file,
        Guid release,
        string signature,
        string text,
        DateTimeOffset next
    )
    {
        (Text, Signature) = (text, signature);
        (ReleaseId, Version, Status) = (release, file.Version, file.Status);
        (SignedAt, ValidUntil) = (file.Date, file.ValidUntil);
        (NextAt, Failures, Error) = (next, 0, null);
    }

    /// <summary>Nothing is let out to all, so nothing is handed out.</summary>
    internal void Clear()
    {
        (Text, Signature, ReleaseId, Version, Status) = (null, null, null, null, null);
        (SignedAt, ValidUntil, NextAt, Failures, Error) = (null, null, null, 0, null);
    }
}
