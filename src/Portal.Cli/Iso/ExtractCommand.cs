using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Iso9660;

namespace Portal.Cli.Iso;

/// <summary>Writes what an image holds into a folder.</summary>
internal static class ExtractCommand
{
    public static Command Build(Host host)
    {
        var file = ImageFile.Argument();
        var paths = new Argument<string[]>("PATH")
        {
            Description = "What to extract, folders with all they hold (default: everything)",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var folder = new Option<string>("--directory", "-d")
        {
            Description = "The folder to write into; made if it is not there",
            HelpName = "DIR",
            Required = true,
        };
        var force = new Option<bool>("--force", "-f")
        {
            Description = "Replace files and links that are there",
        };
        var outside = new Option<bool>("--outside-links")
        {
            Description = "Write links that lead out of DIR as well, instead of refusing the image",
        };
        var names = ImageFile.NamespaceOption();
        return new Command(
            "extract",
            "Write files of an image into a folder.\n\n"
                + "Nothing is ever written outside the folder: names that are no names are refused, links are written last and "
                + "never followed. Before anything is written it is known that nothing is in the way. Files keep times and "
                + "execute bits and stay writable by their owner; devices, pipes and sockets are left out, which makes the "
                + "exit code 1."
        )
        {
            file,
            paths,
            folder,
            force,
            outside,
            names,
        }
            .WithExamples(
                """
                gtp iso extract guest-tools.iso -d ./disc
                gtp iso extract guest-tools.iso install.sh guest-tools -d ./disc --force
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    var target = invocation.Get(folder)!;
                    if (File.Exists(target))
                    {
                        throw CommandException.Usage($"'{target}' is a file, not a folder.");
                    }

                    using var image = ImageFile.Open(invocation.Get(file));
                    var reader = image.Read(invocation.Get(names));
                    var plan = ExtractionPlan.Make(
                        reader,
                        Choose(reader, invocation.Get(paths)),
                        target,
                        invocation.Get(force),
                        invocation.Get(outside)
                    );
                    await ProgressView.RunAsync(
                        invocation.Screen,
                        image.FilePath,
                        progress =>
                            image.TellAsync(async () =>
                            {
                                await plan.WriteAsync(
                                    progress is null ? null : new ByteRelay(progress, plan.Bytes),
                                    cancellationToken
                                );
                                return true;
                            })
                    );
                    var document = plan.ToDocument(image.FilePath);
                    invocation.Screen.Result(document, screen => Show(screen, document));
                    return document.LeftOut.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
                }
            );
    }

    private static List<IsoEntry> Choose(IsoReader reader, string[] paths)
    {
        if (paths.Length == 0)
        {
            return [.. reader.Entries];
        }

        var chosen = paths.Select(IsoPaths.Normalize).ToList();
        foreach (var path in chosen)
        {
            _ = IsoPaths.Find(reader, path);
        }

        return
        [
            .. reader.Entries.Where(entry =>
                chosen.Exists(path => IsoPaths.IsWithin(entry.Path, path))
            ),
        ];
    }

    private static void Show(Screen screen, IsoExtractDocument document)
    {
        foreach (var path in document.LeftOut)
        {
            screen.Note($"left out: {ShownName.Of(path)} is a device, pipe or socket.");
        }

        screen.Line(
            $"{document.Folder}: {new Counts(document.Files, document.Folders, document.Links, 0, document.Bytes)}"
        );
    }
}
