using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Iso9660;

namespace Portal.Cli.Iso;

/// <summary>Tells what an image says of itself, and what each of its trees holds.</summary>
internal static class InfoCommand
{
    private static readonly (string Option, string Title)[] Trees =
    [
        ("rr", "Rock Ridge (Linux, BSD, macOS)"),
        ("joliet", "Joliet (Windows)"),
        ("iso", "ISO 9660 (everything else)"),
    ];

    public static Command Build(Host host)
    {
        var file = ImageFile.Argument();
        return new Command(
            "info",
            "Tell what an image says of itself: labels, who made it, when, and what its trees hold."
        )
        {
            file,
        }
            .WithExamples("gtp iso info guest-tools.iso")
            .Does(
                host,
                (invocation, _) =>
                {
                    using var image = ImageFile.Open(invocation.Get(file));
                    var descriptors = image.Tell(() => IsoDescriptors.Read(image.Stream));
                    var document = new IsoInfoDocument(
                        image.FilePath,
                        image.Stream.Length,
                        image.MissingBytes is > 0 and var missing ? missing : null,
                        [.. descriptors.Select(Describe)],
                        [
                            .. Trees
                                .Select(tree => Count(image, tree.Option))
                                .OfType<IsoNamespaceDocument>(),
                        ]
                    );
                    invocation.Screen.Result(document, screen => Show(screen, document));
                    return Task.CompletedTask;
                }
            );
    }

    /// <summary>Null when the image has no such tree.</summary>
    private static IsoNamespaceDocument? Count(ImageFile image, string names)
    {
        try
        {
            var options = new IsoReadOptions { Namespace = ImageFile.Parse(names) };
            var counts = Counts.Of(IsoReader.Open(image.Stream, options).Entries);
            return new(names, counts.Files, counts.Folders, counts.Links, counts.Bytes, null);
        }
        catch (IsoFormatException e) when (e.Rule == "iso.read.namespace")
        {
            return null;
        }
        catch (IsoFormatException e)
        {
            return new(names, null, null, null, null, e.Message);
        }
    }

    private static IsoDescriptorDocument Describe(IsoDescriptor descriptor) =>
        new(
            descriptor.Kind.ToString().ToLowerInvariant(),
            descriptor.Sector,
            descriptor.Sectors == 0 ? null : descriptor.Sectors,
            Given(descriptor.VolumeId),
            Given(descriptor.VolumeSetId),
            Given(descriptor.SystemId),
            Given(descriptor.PublisherId),
            Given(descriptor.PreparerId),
            Given(descriptor.ApplicationId),
            descriptor.CreatedAt,
            descriptor.ModifiedAt,
            descriptor.ExpiresAt,
            descriptor.EffectiveAt
        );

    private static string? Given(string text) => text.Length == 0 ? null : text;

    private static void Show(Screen screen, IsoInfoDocument document)
    {
        screen.Fields(
            ("File", document.File),
            ("Size", $"{Texts.Bytes(document.Length)} ({document.Length} bytes)"),
            (
                "Cut short",
                document.MissingBytes is { } missing ? $"{Texts.Bytes(missing)} are missing" : null
            )
        );
        foreach (var descriptor in document.Descriptors)
        {
            screen.Line("");
            screen.Line($"Sector {descriptor.Sector}: {Title(descriptor.Kind)}");
            screen.Fields(
                ("  Volume id", Shown(descriptor.VolumeId)),
                ("  Volume set", Shown(descriptor.VolumeSetId)),
                ("  System", Shown(descriptor.SystemId)),
                ("  Publisher", Shown(descriptor.PublisherId)),
                ("  Preparer", Shown(descriptor.PreparerId)),
                ("  Application", Shown(descriptor.ApplicationId)),
                ("  Created", Texts.Time(descriptor.CreatedAt)),
                ("  Modified", Texts.Time(descriptor.ModifiedAt)),
                ("  Expires", Texts.Time(descriptor.ExpiresAt)),
                ("  Effective", Texts.Time(descriptor.EffectiveAt)),
                (
                    "  Size",
                    descriptor.Sectors is { } sectors
                        ? $"{sectors} sectors, {Texts.Bytes(sectors * 2048)}"
                        : null
                )
            );
        }

        screen.Line("");
        screen.Fields([.. Trees.Select(tree => (tree.Title, Describe(document, tree.Option)))]);
    }

    private static string Describe(IsoInfoDocument document, string names) =>
        document.Namespaces.FirstOrDefault(tree => tree.Namespace == names) switch
        {
            null => "none",
            { Problem: { } problem } => $"cannot be read: {ShownName.Of(problem)}",
            var tree => new Counts(
                tree.Files!.Value,
                tree.Folders!.Value,
                tree.Links!.Value,
                0,
                tree.Bytes!.Value
            ).ToString(),
        };

    private static string Title(string kind) =>
        kind switch
        {
            "primary" => "ISO 9660 volume",
            "joliet" => "Joliet volume",
            "supplementary" => "supplementary volume",
            "boot" => "boot record",
            "partition" => "volume partition",
            _ => "a descriptor of an unknown kind",
        };

    private static string? Shown(string? text) => text is null ? null : ShownName.Of(text);
}
