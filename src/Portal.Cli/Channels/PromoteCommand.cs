using System.CommandLine;
using System.Globalization;
using Portal.Cli.Products;
using Portal.Cli.Shell;
using Portal.Protocol.Channels;

namespace Portal.Cli.Channels;

/// <summary>Points a channel to a release, or lets the same one out further.</summary>
internal static class PromoteCommand
{
    public static Command Build(Host host)
    {
        var product = ProductCommands.ProductArgument();
        var channel = ChannelCommands.ChannelArgument();
        var version = Parsing.ReleaseVersion("The release to point to");
        var comment = ChannelCommands.CommentOption();
        var percent = new Option<int>("--percent")
        {
            Description = "How many of the hosts may take it, 0 to 100",
            HelpName = "N",
            DefaultValueFactory = _ => 100,
        };
        percent.Validators.Add(result =>
        {
            if (
                result.Tokens is [var token]
                && int.TryParse(token.Value, out var given)
                && given is < 0 or > 100
            )
            {
                result.AddError($"'{token.Value}' is no share: it goes from 0 to 100.");
            }
        });
        var due = new Option<string?>("--due")
        {
            Description =
                "By when it is to be let out to all, a day or a time; it is shown, nothing happens by itself",
            HelpName = "DATE",
        };
        due.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && ReadDue(token.Value) is null)
            {
                result.AddError(
                    $"'{token.Value}' is no date such as 2026-12-24 or 2026-12-24T10:00Z."
                );
            }
        });
        var revision = new Option<long?>("--if-revision")
        {
            Description = "Only if the channel is still at this revision, as 'show' tells it",
            HelpName = "N",
        };
        return new Command(
            "promote",
            "Point a channel to a release, or let the same one out further.\n\n"
                + "Every gate that is not met is told at once, and nothing is changed: the release is ready and was not withdrawn, "
                + "none of its components was yanked, it is not below the channel's minimum or floor, and where the channel follows "
                + "another one it was there before."
        )
        {
            product,
            channel,
            version,
            comment,
            percent,
            due,
            revision,
        }
            .WithExamples(
                """
                gtp channel promote guest-tools stable 4.3 --comment "fixes quiesced snapshots" --percent 5
                gtp channel promote guest-tools stable 4.3 --comment "clean for a week" --percent 100
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.ConnectSignedIn();
                    var (of, name) = (invocation.Get(product), invocation.Get(channel));
                    var tag = invocation.Get(revision) is { } known
                        ? string.Create(CultureInfo.InvariantCulture, $"\"{known}\"")
                        : (await client.Channels.GetAsync(of, name, cancellationToken)).Tag;
                    var promoted = await client.Channels.PromoteAsync(
                        of,
                        name,
                        new PromoteWire(
                            invocation.Get(version),
                            invocation.Get(percent),
                            invocation.Get(comment),
                            invocation.Get(due) is { } text ? ReadDue(text) : null
                        ),
                        tag,
                        cancellationToken
                    );
                    invocation.Screen.Result(
                        promoted.Channel,
                        screen => ChannelCommands.Told(screen, promoted)
                    );
                }
            );
    }

    /// <summary>A time of RFC 3339, or a day, whose end is meant; null for neither.</summary>
    private static DateTimeOffset? ReadDue(string text) =>
        DateOnly.TryParseExact(
            text,
            "yyyy-MM-dd",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? new DateTimeOffset(day, new TimeOnly(23, 59, 59), TimeSpan.Zero)
        : DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time.ToUniversalTime()
        : null;
}
