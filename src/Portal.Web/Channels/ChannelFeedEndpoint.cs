using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Portal.Access;
using Portal.Data;
using Portal.Parts;
using Portal.Products;
using Portal.Protocol.Channels;
using Portal.Releases;
using Portal.Shell;

namespace Portal.Channels;

/// <summary>What was done to a channel, for feed readers; and that what it points to was withdrawn.</summary>
internal static class ChannelFeedEndpoint
{
    /// <summary>A reader that asks once a day misses nothing.</summary>
    private const int MaxEntries = 50;

    public static void MapChannelFeed(this IEndpointRouteBuilder app) =>
        app.MapGet("/products/{product}/channels/{channel}/feed.atom", FeedAsync)
            .WithTags("Feeds")
            .WithSummary("What was done to a channel (Atom).")
            .RequireAuthorization(Policies.Read);

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> FeedAsync(
        string product,
        string channel,
        HttpContext context,
        ChannelBoard board,
        ChannelHistory history,
        CancellationToken cancellationToken
    )
    {
        if (await board.FindAsync(product, channel, cancellationToken) is not { } view)
        {
            return ChannelErrors
                .NotFound.With($"{product} has no channel '{channel}'.")
                .ToProblem();
        }

        var rows = await history.ListAsync(
            view.Channel,
            new PageRequest(MaxEntries),
            cancellationToken
        );
        return new AtomFeed(
            AtomFeed.IdOf(view.Channel.Id),
            $"Channel {channel} of {product}",
            "Each time it points to another release, is let out further, held back or taken back.",
            ChannelAddress.Of(view.Channel),
            [.. Withdrawal(view), .. rows.Items.Select(p => ToEntry(view.Channel, p))]
        ).Answer(context);
    }

    private static IEnumerable<FeedEntry> Withdrawal(ChannelView view)
    {
        if (view is { IsWithdrawn: true, Release.Release: { WithdrawnAt: { } at } release })
        {
            yield return new(
                AtomFeed.IdOf(
                    "channel-withdrawal",
                    view.Channel.Id.ToString(),
                    release.Id.ToString()
                ),
                $"{release.Product} {release.Version}, to which {view.Channel.Name} points, was {release.State}",
                ChannelAddress.Of(view.Channel),
                release.WithdrawnBy ?? "portal",
                at,
                at,
                $"<p>{Encode(release.Reason)}</p>"
            )
            {
                Categories = ["channel", "withdrawn"],
            };
        }
    }

    private static FeedEntry ToEntry(Channel channel, Promotion promotion)
    {
        var html = new StringBuilder();
        if (promotion.Comment is { } comment)
        {
            html.Append($"<p>{Encode(comment)}</p>");
        }

        if (promotion.Due is { } due)
        {
            html.Append($"<p>To be let out to all by {Display.Minute(due)} UTC.</p>");
        }

        if (promotion.To is { } version)
        {
            html.Append(
                $"<p><a href=\"{ReleaseAddress.Of(channel.Product, version)}\">{Encode(channel.Product)} {Encode(version)}</a></p>"
            );
        }

        return new(
            AtomFeed.IdOf("channel-promotion", channel.Id.ToString(), $"{promotion.Number}"),
            $"{channel.Product} {channel.Name}: {ChannelText.Deed(promotion)}",
            ChannelAddress.Of(channel),
            promotion.By,
            promotion.At,
            promotion.At,
            html.ToString()
        )
        {
            Categories = ["channel", promotion.Action],
        };
    }

    private static string Encode(string? text) => WebUtility.HtmlEncode(text ?? "");
}
