using Portal.Parts;
using Portal.Problems;
using Portal.Protocol.Channels;

namespace Portal.Channels;

/// <summary>What the forms of channels have in common.</summary>
internal static class ChannelForms
{
    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        ["comment"] = "Comment",
        ["percent"] = "Let out to",
        ["due"] = "To all by",
        ["minimum"] = "Minimum",
        ["floor"] = "Floor",
        ["follows"] = "Follows",
        ["name"] = "Name",
        ["owner"] = "Owner",
    };

    /// <summary>Each finding at its field; gates have none.</summary>
    public static void Tell(PageProblems problems, Error error)
    {
        if (error.Findings is not { Count: > 0 } findings)
        {
            problems.Add(error);
            return;
        }

        foreach (var finding in findings)
        {
            var label = finding.Path is null ? null : Labels.GetValueOrDefault(finding.Path);
            problems.Add(
                label is null ? null : finding.Path,
                label ?? "",
                finding.Mend is null ? finding.Message : $"{finding.Message} {finding.Mend}"
            );
        }
    }

    /// <summary>Null for an empty field.</summary>
    public static string? Value(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>What the form that asks for a comment says: title, what happens, the button.</summary>
    /// <param name="before">Where undo goes.</param>
    public static (string Title, string Lead, string Button, bool Danger) Words(
        string action,
        ChannelView view,
        string? before
    )
    {
        var (name, version) = (view.Channel.Name, view.Channel.Version);
        return action switch
        {
            ChannelActions.Undo => (
                $"Take {name} back to {before ?? "what was before"}",
                $"It points to {before} again, let out to all. Hosts that have {version} keep it; who asks from now on gets {before}.",
                $"Back to {before}",
                true
            ),
            ChannelActions.Pause => (
                $"Pause {name}",
                $"Nobody takes {version} until it is resumed; who has it keeps it.",
                "Pause",
                false
            ),
            ChannelActions.Resume => (
                $"Resume {name}",
                $"{version} is let out to {view.Channel.Percent} % again.",
                "Resume",
                false
            ),
            ChannelActions.Halt => (
                $"Halt {name}",
                view.Previous is { } previous
                    ? $"Something is wrong with {version}: nobody takes it any more, and everybody is handed {previous.Version}."
                    : $"Something is wrong with {version}: nobody takes it any more. Nothing before it was let out to all, so nothing is handed out.",
                "Halt",
                true
            ),
            ChannelActions.Rollback => (
                $"Roll back {name}",
                $"Hosts that have {version} go back to {view.Previous?.Version}.",
                $"Roll back to {view.Previous?.Version}",
                true
            ),
            _ => (
                $"Retire {name}",
                "It is followed no more: its files answer 410. Its history stays, its name is not used again. This cannot be undone.",
                $"Retire {name}",
                true
            ),
        };
    }
}
