using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Iso9660;

namespace Portal.Cli.Iso;

/// <summary>Lists one folder of an image.</summary>
internal static class ListCommand
{
    public static Command Build(Host host)
    {
        var file = ImageFile.Argument();
        var path = new Argument<string?>("PATH")
        {
            Description = "A folder or file on the image (default: its root)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var details = new Option<bool>("--long", "-l")
        {
            Description = "With mode, size in bytes, time in UTC, and where links point",
        };
        var names = ImageFile.NamespaceOption();
        return new Command("ls", "List a folder of an image.") { file, path, details, names }
            .WithExamples(
                """
                gtp iso ls guest-tools.iso
                gtp iso ls -l guest-tools.iso guest-tools
                gtp iso ls --namespace joliet guest-tools.iso
                """
            )
            .Does(
                host,
                (invocation, _) =>
                {
                    using var image = ImageFile.Open(invocation.Get(file));
                    var reader = image.Read(invocation.Get(names));
                    var folder = IsoPaths.Normalize(invocation.Find(path));
                    var entries = Under(reader, folder);
                    invocation.Screen.Result(
                        new IsoListDocument(
                            image.FilePath,
                            ImageFile.Name(reader.Namespace),
                            reader.VolumeId,
                            [.. entries.Select(IsoEntryDocument.Of)]
                        ),
                        screen => Show(screen, entries, invocation.Get(details))
                    );
                    return Task.CompletedTask;
                }
            );
    }

    private static List<IsoEntry> Under(IsoReader reader, string folder) =>
        IsoPaths.Find(reader, folder) is { Kind: not IsoEntryKind.Directory } leaf
            ? [leaf]
            : [.. reader.Entries.Where(entry => IsoPaths.Parent(entry.Path) == folder)];

    private static void Show(Screen screen, List<IsoEntry> entries, bool details)
    {
        if (details)
        {
            screen.Table(
                ["MODE", "SIZE", "MODIFIED", "NAME"],
                [
                    .. entries.Select(entry =>
                        new[]
                        {
                            IsoPaths.Mode(entry),
                            $"{entry.Length}",
                            Texts.Time(entry.ModifiedAt),
                            IsoPaths.Label(IsoPaths.Name(entry.Path), entry),
                        }
                    ),
                ]
            );
            return;
        }

        foreach (var entry in entries)
        {
            var slash = entry.Kind is IsoEntryKind.Directory ? "/" : "";
            screen.Line(ShownName.Of(IsoPaths.Name(entry.Path)) + slash);
        }
    }
}
