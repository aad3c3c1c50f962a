using Portal.Parts;
using Portal.Problems;

namespace Portal.Following;

/// <summary>What the form of a product that follows is bound to. Lists are one thing a line.</summary>
public sealed class FollowingForm
{
    public string? Mirrors { get; set; }

    public string? Channels { get; set; }

    /// <summary>Empty of a product that follows already: as it was.</summary>
    public string? RootKeys { get; set; }

    internal FollowingOrder Order =>
        new(Lines(Mirrors), Lines(Channels), Root: null, Lines(RootKeys));

    /// <summary>The findings of the service at the fields of the form.</summary>
    internal static PageProblems Problems(Error error)
    {
        var problems = new PageProblems();
        if (error.Findings is not { Count: > 0 } findings)
        {
            problems.Add(error);
            return problems;
        }

        foreach (var finding in findings)
        {
            var message = finding.Mend is null
                ? finding.Message
                : $"{finding.Message} {finding.Mend}";
            var (field, label) = finding.Path?.Split('[')[0] switch
            {
                "mirrors" => ("mirrors", "Mirrors"),
                "channels" => ("channels", "Channels"),
                "rootKeys" => ("root-keys", "Root keys"),
                _ => (null, ""),
            };
            problems.Add(field, label, message);
        }

        return problems;
    }

    private static string[] Lines(string? text) =>
        (text ?? "").Split(
            ['\n', ' ', ','],
            StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
        );
}
