using System.CommandLine;
using System.CommandLine.Parsing;
using Portal.Protocol;

namespace Portal.Cli.Shell;

/// <summary>Arguments and options whose shape is checked before anything is asked of a portal.</summary>
internal static class Parsing
{
    public static Argument<string> Name(string label, string description) =>
        Checked(
            label,
            description,
            Names.IsName,
            "is not a name: 1-63 of a-z 0-9 -, not beginning with '-'."
        );

    public static Argument<string> ComponentVersion(string description) =>
        Checked(
            "version",
            description,
            Names.IsComponentVersion,
            "is not a version: it begins with a digit and has only 0-9 A-Z a-z . ~ + - :"
        );

    public static Argument<string> ReleaseVersion(string description) =>
        Checked(
            "version",
            description,
            Names.IsReleaseVersion,
            "is not a release version: it begins with a digit and has only 0-9 A-Z a-z . ~ + -, at most 31."
        );

    /// <summary>An argument of a shape of its own.</summary>
    public static Argument<string> Checked(
        string label,
        string description,
        Func<string?, bool> isGood,
        string complaint
    )
    {
        var argument = new Argument<string>(label.ToUpperInvariant()) { Description = description };
        argument.Validators.Add(result => Check(result, isGood, complaint));
        return argument;
    }

    /// <summary>How long a token holds.</summary>
    public static Option<int?> TokenDays()
    {
        var days = new Option<int?>("--days")
        {
            Description = "How long it is valid, 1-366 (default: 90)",
            HelpName = "N",
        };
        days.Validators.Add(result =>
        {
            if (
                result.Tokens is [{ Value: var text }]
                && (!int.TryParse(text, out var number) || number is < 1 or > 366)
            )
            {
                result.AddError($"A token is valid for 1-366 days, not '{text}'.");
            }
        });
        return days;
    }

    private static void Check(ArgumentResult result, Func<string?, bool> isGood, string complaint)
    {
        foreach (var token in result.Tokens)
        {
            if (!isGood(token.Value))
            {
                result.AddError($"'{token.Value}' {complaint}");
            }
        }
    }
}
