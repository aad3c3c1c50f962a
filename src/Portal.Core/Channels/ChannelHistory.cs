using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Protocol.Channels;

namespace Portal.Channels;

/// <summary>What was done to a channel.</summary>
public sealed class ChannelHistory(IDbContextFactory<PortalDb> factory)
{
    /// <summary>Newest first.</summary>
    /// <param name="page">The key is <see cref="Promotion.Number"/>.</param>
    public async Task<Page<Promotion>> ListAsync(
        Channel channel,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(channel);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var query = db.Promotions().Where(p => p.ChannelId == channel.Id);
        if (
            page.After is { } after
            && long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
        )
        {
            query = query.Where(p => p.Number < last);
        }

        var rows = await query
            .OrderByDescending(p => p.Number)
            .Take(page.Take)
            .ToListAsync(cancellationToken);
        return PageOf.Cut(rows, page, p => p.Number.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// The release that undo goes back to: what the channel pointed to before it came to point to what it does. An undo takes
    /// a promotion away, so that the next one goes further back and not forth again.
    /// </summary>
    /// <returns>Null: it pointed to nothing before.</returns>
    public async Task<Guid?> BeforeAsync(Channel channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var moves = await db.Promotions()
            .Where(p =>
                p.ChannelId == channel.Id
                && (p.Action == ChannelActions.Promote || p.Action == ChannelActions.Undo)
            )
            .OrderBy(p => p.Number)
            .Select(p => new { p.Action, p.ToId })
            .ToListAsync(cancellationToken);
        var stack = new Stack<Guid>();
        foreach (var move in moves)
        {
            if (move.Action == ChannelActions.Undo)
            {
                stack.TryPop(out _);
            }
            else
            {
                stack.Push(move.ToId!.Value);
            }
        }

        stack.TryPop(out _);
        return stack.TryPeek(out var before) ? before : null;
    }
}
