using System.CommandLine;
using Portal.Packaging.Mirrors;
using Portal.Protocol;

namespace Portal.Cli.Mirrors;

/// <summary>What a mirror is to hold, as it is said on the command line.</summary>
internal static class MirrorOptions
{
    private const string ProductName = "PRODUCT";
    private const string ChannelName = "CHANNEL";

    public static Option<string[]> Products() =>
        Checked(
            new Option<string[]>("--product")
            {
                Description = "The product; several may be given",
                HelpName = ProductName,
                Required = true,
            },
            Names.IsName
        );

    public static Option<string[]> Channels() =>
        Checked(
            new Option<string[]>("--channel")
            {
                Description = "Only this channel; several may be given (default: all)",
                HelpName = ChannelName,
            },
            Names.IsChannelName
        );

    public static Option<int> Keep() =>
        AtLeast(
            0,
            new("--keep")
            {
                Description =
                    "How many releases of a product stay, those counted that channels point to, which always stay",
                HelpName = "N",
                DefaultValueFactory = _ => MirrorSelection.UsualKeep,
            }
        );

    public static Option<int> Grace() =>
        AtLeast(
            1,
            new("--grace")
            {
                Description =
                    "How many hours a file stays that nothing leads to any more, for whoever is reading",
                HelpName = "HOURS",
                DefaultValueFactory = _ => (int)MirrorSelection.UsualGrace.TotalHours,
            }
        );

    public static Option<string> Product() =>
        Checked(
            new Option<string>("--product")
            {
                Description = "The product",
                HelpName = ProductName,
                Required = true,
            },
            Names.IsName
        );

    public static Option<string> Channel() =>
        Checked(
            new Option<string>("--channel")
            {
                Description = "The channel",
                HelpName = ChannelName,
                Required = true,
            },
            Names.IsChannelName
        );

    private static Option<T> Checked<T>(Option<T> option, Func<string?, bool> isGood)
    {
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => !isGood(t.Value)))
            {
                result.AddError(
                    $"'{token.Value}' is no name of a {option.HelpName!.ToLowerInvariant()}: 1-63 of a-z 0-9 -."
                );
            }
        });
        return option;
    }

    private static Option<int> AtLeast(int least, Option<int> option)
    {
        option.Validators.Add(result =>
        {
            if (
                result.Tokens is [var token]
                && int.TryParse(token.Value, out var given)
                && given < least
            )
            {
                result.AddError($"{option.Name} is at least {least}.");
            }
        });
        return option;
    }
}
