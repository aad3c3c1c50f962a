using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol.Channels;
using Portal.Protocol.Problems;
using Portal.Releases;

namespace Portal.Channels;

/// <summary>Moves a channel's pointer, and lets out or holds back what it points to.</summary>
public sealed class ChannelPromotions(
    ChannelChange change,
    ChannelGates gates,
    ChannelHistory history,
    TimeProvider clock
)
{
    /// <summary>
    /// Points to a release, or lets the one it points to out further. The file that says so is signed by a job that the row
    /// asks for; until then the one before is served, which was promoted as well.
    /// </summary>
    /// <param name="percent">0 to 100.</param>
    /// <param name="due">By when it is to be let out to all.</param>
    /// <param name="revision">Of what the caller has looked at.</param>
    /// <returns>The channel, or every unmet gate at once.</returns>
    public Task<Result<ChannelView>> PromoteAsync(
        Caller caller,
        string product,
        string channel,
        string version,
        int percent,
        DateTimeOffset? due,
        long? revision,
        string? comment,
        CancellationToken cancellationToken
    ) =>
        change.RunAsync(
            new(caller, product, channel, ChannelActions.Promote, revision, comment),
            async (db, found) =>
            {
                var release = await FindAsync(db, product, version, cancellationToken);
                var unmet = await gates.CheckAsync(
                    found,
                    version,
                    release,
                    percent,
                    cancellationToken
                );
                if (unmet.Count > 0)
                {
                    return ChannelErrors.GatesUnmet.With(unmet);
                }

                var now = clock.GetUtcNow();
                if (found.ReleaseId == release!.Id)
                {
                    found.LetOut(percent, due);
                }
                else
                {
                    found.Point(release.Id, release.Version, percent, due, caller.Name, now);
                }

                found.SignedPointer.Schedule(now);
                return null;
            },
            cancellationToken,
            (_, _) => Task.FromResult<IReadOnlyList<Finding>>([.. CheckInput(percent, due)]),
            (found, from) =>
                from.Id == found.ReleaseId ? ChannelActions.LetOut : ChannelActions.Promote
        );

    /// <summary>Points back to what the channel pointed to before, which is let out to all at once.</summary>
    public Task<Result<ChannelView>> UndoAsync(
        Caller caller,
        string product,
        string channel,
        long? revision,
        string? comment,
        CancellationToken cancellationToken
    ) =>
        change.RunAsync(
            new(caller, product, channel, ChannelActions.Undo, revision, comment),
            async (db, found) =>
            {
                if (await history.BeforeAsync(found, cancellationToken) is not { } id)
                {
                    return ChannelErrors.NothingToUndo;
                }

                var before = await db.Releases().SingleAsync(r => r.Id == id, cancellationToken);
                var unmet = await gates.CheckBackAsync(found, before, cancellationToken);
                if (unmet.Count > 0)
                {
                    return ChannelErrors.GatesUnmet.With(unmet);
                }

                var now = clock.GetUtcNow();
                found.Undo(before.Id, before.Version, caller.Name, now);
                found.SignedPointer.Schedule(now);
                return null;
            },
            cancellationToken
        );

    /// <summary>Nobody takes the release until it is resumed.</summary>
    public Task<Result<ChannelView>> PauseAsync(
        Caller caller,
        string product,
        string channel,
        long? revision,
        string? comment,
        CancellationToken cancellationToken
    ) =>
        HoldAsync(
            new(caller, product, channel, ChannelActions.Pause, revision, comment),
            RolloutStates.Paused,
            [RolloutStates.Running],
            cancellationToken
        );

    /// <summary>Goes on where it was paused or halted.</summary>
    public Task<Result<ChannelView>> ResumeAsync(
        Caller caller,
        string product,
        string channel,
        long? revision,
        string? comment,
        CancellationToken cancellationToken
    ) =>
        HoldAsync(
            new(caller, product, channel, ChannelActions.Resume, revision, comment),
            RolloutStates.Running,
            [RolloutStates.Paused, RolloutStates.Halted],
            cancellationToken
        );

    /// <summary>Something is wrong with the release: nobody takes it, and everybody is handed the one before.</summary>
    public Task<Result<ChannelView>> HaltAsync(
        Caller caller,
        string product,
        string channel,
        long? revision,
        string? comment,
        CancellationToken cancellationToken
    ) =>
        HoldAsync(
            new(caller, product, channel, ChannelActions.Halt, revision, comment),
            RolloutStates.Halted,
            [RolloutStates.Running, RolloutStates.Paused],
            cancellationToken
        );

    /// <summary>Who has the release goes back to the one before; the pointer stays until somebody promotes or undoes.</summary>
    public Task<Result<ChannelView>> RollBackAsync(
        Caller caller,
        string product,
        string channel,
        long? revision,
        string? comment,
        CancellationToken cancellationToken
    ) =>
        HoldAsync(
            new(caller, product, channel, ChannelActions.Rollback, revision, comment),
            RolloutStates.RolledBack,
            [RolloutStates.Running, RolloutStates.Paused, RolloutStates.Halted],
            cancellationToken
        );

    private Task<Result<ChannelView>> HoldAsync(
        ChannelOrder order,
        string state,
        string[] from,
        CancellationToken cancellationToken
    ) =>
        change.RunAsync(
            order,
            async (db, channel) =>
            {
                if (channel.ReleaseId is null || !from.Contains(channel.Rollout))
                {
                    return ChannelErrors.RolloutState.With(
                        channel.ReleaseId is null
                            ? $"{channel.Name} points to nothing yet."
                            : $"The rollout of {channel.Version} is {channel.Rollout}; {order.Action} is possible from {string.Join(" or ", from)}."
                    );
                }

                if (
                    state == RolloutStates.RolledBack
                    && await UnmetByPreviousAsync(db, channel, cancellationToken) is { } unmet
                )
                {
                    return unmet;
                }

                channel.Hold(state, state == RolloutStates.Running ? null : order.Comment!.Trim());
                channel.SignedPointer.Schedule(clock.GetUtcNow());
                return null;
            },
            cancellationToken
        );

    private async Task<Error?> UnmetByPreviousAsync(
        PortalDb db,
        Channel channel,
        CancellationToken cancellationToken
    )
    {
        if (channel.PreviousId is not { } id)
        {
            return ChannelErrors.RolloutState.With(
                $"Nothing before {channel.Version} was let out to all on {channel.Name}, so nobody can go back to it. Halt it."
            );
        }

        var previous = await db.Releases().SingleAsync(r => r.Id == id, cancellationToken);
        var unmet = await gates.CheckBackAsync(channel, previous, cancellationToken);
        return unmet.Count == 0 ? null : ChannelErrors.GatesUnmet.With(unmet);
    }

    private IEnumerable<Finding> CheckInput(int percent, DateTimeOffset? due)
    {
        if (percent is < 0 or > 100)
        {
            yield return new(
                "channel.percent",
                $"{percent} is no share: it goes from 0 to 100.",
                "percent"
            );
        }

        if (due <= clock.GetUtcNow())
        {
            yield return new("channel.due", "The due date is in the past.", "due");
        }
    }

    private static Task<Release?> FindAsync(
        PortalDb db,
        string product,
        string version,
        CancellationToken cancellationToken
    ) =>
        db.Releases()
            .SingleOrDefaultAsync(
                r => r.Product == product && r.Version == version,
                cancellationToken
            );
}
