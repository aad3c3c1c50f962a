using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Jobs;
using Portal.Problems;
using Portal.Protocol.Channels;
using Portal.Protocol.Problems;

namespace Portal.Channels;

/// <summary>A change that somebody asks for.</summary>
/// <param name="Action">One of <see cref="ChannelActions"/>.</param>
/// <param name="Revision">Of what the caller has looked at; null: they did not say.</param>
public sealed record ChannelOrder(
    Caller Caller,
    string Product,
    string Channel,
    string Action,
    long? Revision,
    string? Comment
);

/// <summary>
/// What every change of a channel has in common: who may, whether they have seen what they change, why they do it; then one
/// save of the row, its line of history and the audit entry; then the job that signs, and the view in memory.
/// </summary>
public sealed class ChannelChange(
    IDbContextFactory<PortalDb> factory,
    ChannelBoard board,
    WorkNudge nudge,
    TimeProvider clock
)
{
    /// <param name="order">Who wants what.</param>
    /// <param name="apply">Changes the channel; an error leaves everything as it was.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="check">Findings of the order beyond its comment, told together with it.</param>
    /// <param name="actionOf">How the history calls what was done, where that is known only after.</param>
    internal async Task<Result<ChannelView>> RunAsync(
        ChannelOrder order,
        Func<PortalDb, Channel, Task<Error?>> apply,
        CancellationToken cancellationToken,
        Func<PortalDb, Channel, Task<IReadOnlyList<Finding>>>? check = null,
        Func<Channel, (Guid? Id, string? Version), string>? actionOf = null
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var channel = await db.Set<Channel>()
            .SingleOrDefaultAsync(
                c => c.Product == order.Product && c.Name == order.Channel,
                cancellationToken
            );
        if (channel is null)
        {
            return NoSuch(order.Product, order.Channel);
        }

        if (await RefusalAsync(db, order, channel, check) is { } refused)
        {
            return refused;
        }

        var from = (channel.ReleaseId, channel.Version);
        if (await apply(db, channel) is { } error)
        {
            return error;
        }

        var action = actionOf?.Invoke(channel, from) ?? order.Action;
        db.Add(
            Promotion.Of(
                channel,
                action,
                from,
                order.Comment!.Trim(),
                order.Caller.Name,
                clock.GetUtcNow()
            )
        );
        db.Audit(
            order.Caller,
            $"channel.{action}",
            $"{channel.Product}/{channel.Name}",
            Detail(channel, from.Version, order.Comment.Trim())
        );
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e)
            when (e is DbUpdateConcurrencyException || e.IsUniqueViolation())
        {
            return ChannelErrors.Changed;
        }

        nudge.Nudge();
        await board.RefreshAsync(cancellationToken);
        return board.Require(channel.Product, channel.Name);
    }

    internal static Error NoSuch(string product, string channel) =>
        ChannelErrors.NotFound.With($"{product} has no channel '{channel}'.");

    private static async Task<Error?> RefusalAsync(
        PortalDb db,
        ChannelOrder order,
        Channel channel,
        Func<PortalDb, Channel, Task<IReadOnlyList<Finding>>>? check
    )
    {
        if (!order.Caller.MayPromote(channel))
        {
            return ChannelRights.Refuse(channel.Product, channel.Owner);
        }

        if (order.Revision is null)
        {
            return ChannelErrors.TagMissing;
        }

        List<Finding> findings = check is null ? [] : [.. await check(db, channel)];
        if (
            string.IsNullOrWhiteSpace(order.Comment)
            || order.Comment.Trim().Length > Promotion.CommentLength
        )
        {
            findings.Insert(
                0,
                new(
                    "channel.comment",
                    $"A comment of 1 to {Promotion.CommentLength} characters says to everybody why.",
                    "comment"
                )
            );
        }

        if (findings.Count > 0)
        {
            return ChannelErrors.Invalid.With(findings);
        }

        if (order.Revision != channel.Revision)
        {
            return ChannelErrors.Changed;
        }

        return channel.State == ChannelStates.Retired
            ? ChannelErrors.Retired.With($"{channel.Product}/{channel.Name} was retired.")
            : null;
    }

    private static string Detail(Channel channel, string? from, string comment) =>
        channel.Version is null ? comment
        : from == channel.Version ? $"{channel.Version} at {channel.Percent} %: {comment}"
        : $"{from ?? "nothing"} to {channel.Version} at {channel.Percent} %: {comment}";
}
