namespace Portal.Channels;

/// <summary>
/// How the update repository, which is downstream, stands to a channel. It has no part in what a channel is; who changes or
/// shows one is told by it whether somebody has yet to sign.
/// </summary>
public interface IChannelPublication
{
    /// <summary>True when a new channel's role is delegated to without anybody's help.</summary>
    Task<bool> DelegatesAtOnceAsync(CancellationToken cancellationToken);

    /// <summary>Null while the repository knows nothing of the channel.</summary>
    Task<ChannelPublication?> FindAsync(Channel channel, CancellationToken cancellationToken);
}

/// <summary>How the channel's role in the update repository stands.</summary>
/// <param name="Role">Such as <c>stable.guest-tools</c>.</param>
/// <param name="Version">Published; 0 when nothing is.</param>
/// <param name="SignedAt">When that was signed.</param>
/// <param name="Expires">When nobody believes it any more.</param>
/// <param name="IsOnline">The portal holds enough of its keys, and signs by itself.</param>
/// <param name="Waiting">What waits for signatures; null when nothing does.</param>
public sealed record ChannelPublication(
    string Role,
    long Version,
    DateTimeOffset? SignedAt,
    DateTimeOffset? Expires,
    bool IsOnline,
    AwaitedSignatures? Waiting
);

/// <param name="There">By how many keys.</param>
/// <param name="Needed">At least.</param>
public sealed record AwaitedSignatures(int There, int Needed);
