using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Iso9660;

namespace Portal.Cli.Iso;

/// <summary>Draws everything on an image.</summary>
internal static class TreeCommand
{
    public static Command Build(Host host)
    {
        var file = ImageFile.Argument();
        var names = ImageFile.NamespaceOption();
        return new Command("tree", "Show everything on an image as a tree.") { file, names }
            .WithExamples("gtp iso tree guest-tools.iso")
            .Does(
                host,
                (invocation, _) =>
                {
                    using var image = ImageFile.Open(invocation.Get(file));
                    var reader = image.Read(invocation.Get(names));
                    invocation.Screen.Result(
                        new IsoListDocument(
                            image.FilePath,
                            ImageFile.Name(reader.Namespace),
                            reader.VolumeId,
                            [.. reader.Entries.Select(IsoEntryDocument.Of)]
                        ),
                        screen => Show(screen, reader)
                    );
                    return Task.CompletedTask;
                }
            );
    }

    private static void Show(Screen screen, IsoReader reader)
    {
        screen.Line(reader.VolumeId.Length == 0 ? "/" : ShownName.Of(reader.VolumeId));
        var children = reader.Entries.ToLookup(entry => IsoPaths.Parent(entry.Path));
        Draw(screen, children, "", "");
        screen.Line("");
        screen.Line(Counts.Of(reader.Entries).ToString());
    }

    private static void Draw(
        Screen screen,
        ILookup<string, IsoEntry> children,
        string folder,
        string indent
    )
    {
        // The reader bounds the depth, so the recursion is bounded too.
        var last = children[folder].LastOrDefault();
        foreach (var entry in children[folder])
        {
            var (mark, next) = entry == last ? ("└── ", "    ") : ("├── ", "│   ");
            var size = entry.Kind is IsoEntryKind.File ? $"  {Texts.Bytes(entry.Length)}" : "";
            screen.Line($"{indent}{mark}{IsoPaths.Label(IsoPaths.Name(entry.Path), entry)}{size}");
            if (entry.Kind is IsoEntryKind.Directory)
            {
                Draw(screen, children, entry.Path, indent + next);
            }
        }
    }
}
