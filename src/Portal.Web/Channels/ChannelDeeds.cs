using Portal.Access;
using Portal.Problems;
using Portal.Protocol.Channels;

namespace Portal.Channels;

/// <summary>What is done to a channel with a comment and nothing else, by the name of it: for the API and the form alike.</summary>
internal sealed class ChannelDeeds(ChannelPromotions promotions, ChannelService channels)
{
    public static readonly IReadOnlyList<string> All =
    [
        ChannelActions.Undo,
        ChannelActions.Pause,
        ChannelActions.Resume,
        ChannelActions.Halt,
        ChannelActions.Rollback,
        ChannelActions.Retire,
    ];

    /// <param name="action">One of <see cref="All"/>.</param>
    public Task<Result<ChannelView>> DoAsync(
        string action,
        Caller caller,
        string product,
        string channel,
        long? revision,
        string? comment,
        CancellationToken cancellationToken
    )
    {
        Func<
            Caller,
            string,
            string,
            long?,
            string?,
            CancellationToken,
            Task<Result<ChannelView>>
        > run = action switch
        {
            ChannelActions.Undo => promotions.UndoAsync,
            ChannelActions.Pause => promotions.PauseAsync,
            ChannelActions.Resume => promotions.ResumeAsync,
            ChannelActions.Halt => promotions.HaltAsync,
            ChannelActions.Rollback => promotions.RollBackAsync,
            ChannelActions.Retire => channels.RetireAsync,
            _ => throw new ArgumentOutOfRangeException(nameof(action), action, null),
        };
        return run(caller, product, channel, revision, comment, cancellationToken);
    }
}
