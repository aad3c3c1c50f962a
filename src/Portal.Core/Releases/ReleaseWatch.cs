using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Protocol.Releases;

namespace Portal.Releases;

/// <summary>Follows a release until nothing will change it any more.</summary>
public sealed class ReleaseWatch(
    IDbContextFactory<PortalDb> factory,
    ReleaseSignal signal,
    TimeProvider clock
)
{
    /// <summary>At most four updates a second, if the watcher does not want fewer.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    /// <summary>How soon a change made by another node is seen.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The release now, then whenever its revision grows, at a bounded pace; ends after a final state, or when the release
    /// is gone.
    /// </summary>
    /// <param name="pace">How much time lies between two updates at least.</param>
    /// <param name="seen">Revision that the watcher knows already; states up to it are left out unless final.</param>
    public async IAsyncEnumerable<Release> FollowAsync(
        Guid id,
        long seen,
        TimeSpan pace,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var next = signal.NextAsync(id);
            var release = await ReadAsync(id, cancellationToken);
            if (release is null)
            {
                yield break;
            }

            var isFinal = ReleaseStates.IsFinal(release.State);
            if (release.Revision > seen || isFinal)
            {
                seen = release.Revision;
                yield return release;
            }

            if (isFinal)
            {
                // Nothing will change it any more, so nobody waits: a waiter left behind would stay for ever.
                signal.Changed(id);
                yield break;
            }

            await Task.Delay(pace, clock, cancellationToken);
            await Task.WhenAny(next, Task.Delay(Poll, clock, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<Release?> ReadAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Releases().SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
    }
}
