using System.CommandLine;
using System.Globalization;
using Portal.Data;
using Portal.Packaging.Mirrors;
using Portal.Shell;

namespace Portal.Mirrors;

/// <summary><c>portal export</c>: what hosts are served, as plain files.</summary>
internal static class ExportCommand
{
    /// <summary>It was made, and says what it lacks.</summary>
    private const int Lacking = 3;

    public static Command Build(string[] settings, TextWriter output)
    {
        var folder = new Argument<string>("DIR")
        {
            Description = "Folder of the tree; a web server without a portal serves it",
        };
        var products = new Option<string[]>("--product")
        {
            Description = "Only this product; several may be given (default: all)",
            HelpName = "PRODUCT",
        };
        var channels = new Option<string[]>("--channel")
        {
            Description = "Only this channel; several may be given (default: all)",
            HelpName = "CHANNEL",
        };
        var keep = Number(
            "--keep",
            "How many releases of a product stay, those counted that channels point to, which always stay",
            "N",
            MirrorSelection.UsualKeep,
            0
        );
        var grace = Number(
            "--grace",
            "How many hours a file stays that nothing leads to any more, for whoever is reading",
            "HOURS",
            (int)MirrorSelection.UsualGrace.TotalHours,
            1
        );
        var command = new Command(
            "export",
            "Write what hosts are served into a tree of plain files, while the portal serves. Run again, it adds what is new."
        )
        {
            folder,
            products,
            channels,
            keep,
            grace,
        };
        command.SetAction(
            async (parsed, cancellationToken) =>
            {
                await using var portal = OfflinePortal.Open(settings, DataFolder.Observe);
                var path = Path.GetFullPath(parsed.GetRequiredValue(folder));
                var outcome = await portal
                    .Get<MirrorExport>()
                    .RunAsync(
                        path,
                        new MirrorSelection(
                            parsed.GetValue(products) ?? [],
                            parsed.GetValue(channels) ?? [],
                            parsed.GetValue(keep),
                            TimeSpan.FromHours(parsed.GetValue(grace))
                        ),
                        cancellationToken
                    );
                await output.WriteLineAsync(
                    outcome.IsChanged
                        ? $"Exported to {path}: {string.Join(", ", outcome.Channels)}; {string.Join(", ", outcome.Releases)}."
                        : $"{path} was up to date: {string.Join(", ", outcome.Channels)}; {string.Join(", ", outcome.Releases)}."
                );
                if (outcome.Removed.Count > 0)
                {
                    await output.WriteLineAsync(
                        $"Removed {outcome.Removed.Count.ToString(CultureInfo.InvariantCulture)} files that nothing leads to any more."
                    );
                }

                foreach (var note in outcome.Notes)
                {
                    await output.WriteLineAsync(note);
                }

                return outcome.Notes.Count > 0 ? Lacking : 0;
            }
        );
        return command;
    }

    private static Option<int> Number(
        string name,
        string description,
        string helpName,
        int usual,
        int least
    )
    {
        var option = new Option<int>(name)
        {
            Description = description,
            HelpName = helpName,
            DefaultValueFactory = _ => usual,
        };
        option.Validators.Add(result =>
        {
            if (
                result.Tokens is [var token]
                && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var given)
                && given < least
            )
            {
                result.AddError($"{name} is at least {least}.");
            }
        });
        return option;
    }
}
