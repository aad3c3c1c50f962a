using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Iso9660;

namespace Portal.Cli.Iso;

/// <summary>Tells how two images differ.</summary>
internal static class DiffCommand
{
    public static Command Build(Host host)
    {
        var first = new Argument<string>("A") { Description = "An image" };
        var second = new Argument<string>("B") { Description = "The other one, usually the newer" };
        var names = ImageFile.NamespaceOption();
        return new Command(
            "diff",
            "Tell how two images differ, and how much of B a host that holds A would fetch.\n\n"
                + "Files are compared by their bytes, so a file that only moved is the same, and one with another name is "
                + "renamed. A host fetches the extents of B whose bytes A does not have, and the compressed metadata. Both "
                + "images are read whole. Exit code 0: bit for bit the same; 1: they differ."
        )
        {
            first,
            second,
            names,
        }
            .WithExamples(
                """
                gtp iso diff guest-tools-2026.02.iso guest-tools-2026.03.iso
                gtp iso diff guest-tools-2026.02.iso guest-tools-2026.03.iso --json
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var a = ImageFile.Open(invocation.Get(first));
                    using var b = ImageFile.Open(invocation.Get(second));
                    var document = await CompareAsync(
                        invocation.Screen,
                        a,
                        b,
                        invocation.Get(names),
                        cancellationToken
                    );
                    invocation.Screen.Result(document, screen => Show(screen, document));
                    return document.Same ? ExitCodes.Ok : ExitCodes.Failed;
                }
            );
    }

    private static async Task<IsoDiffDocument> CompareAsync(
        Screen screen,
        ImageFile a,
        ImageFile b,
        string? names,
        CancellationToken cancellationToken
    )
    {
        var before = a.Read(names);
        var after = b.Read(names);
        if (before.Namespace != after.Namespace)
        {
            // Names of two kinds would differ everywhere: both are read by those that both have.
            names = ImageFile.Name(
                before.Namespace > after.Namespace ? before.Namespace : after.Namespace
            );
            (before, after) = (a.Read(names), b.Read(names));
        }

        var (first, second) = (ImageContents.Of(a, before), ImageContents.Of(b, after));
        return await ProgressView.RunAsync(
            screen,
            $"{a.FilePath} {b.FilePath}",
            async progress =>
            {
                var relay = progress is null
                    ? null
                    : new ByteRelay(progress, first.ExtentBytes + second.ExtentBytes);
                var done = 0L;
                void Report(int count) => relay?.Report(Interlocked.Add(ref done, count));
                await Task.WhenAll(
                    Task.Run(() => first.HashAsync(Report, cancellationToken), cancellationToken),
                    Task.Run(() => second.HashAsync(Report, cancellationToken), cancellationToken)
                );
                return new IsoDiffDocument(
                    a.FilePath,
                    b.FilePath,
                    ImageFile.Name(after.Namespace),
                    await AreSameAsync(a.Stream, b.Stream, cancellationToken),
                    ImageDiff.Changes(first, second),
                    await ImageDiff.FetchAsync(first, second, cancellationToken)
                );
            }
        );
    }

    /// <summary>Ends at the first byte that differs, usually in the first descriptor.</summary>
    private static async Task<bool> AreSameAsync(
        FileStream a,
        FileStream b,
        CancellationToken cancellationToken
    )
    {
        if (a.Length != b.Length)
        {
            return false;
        }

        var (left, right) = (new byte[1 << 18], new byte[1 << 18]);
        (a.Position, b.Position) = (0, 0);
        while (true)
        {
            var count = await a.ReadAtLeastAsync(left, left.Length, false, cancellationToken);
            var other = await b.ReadAtLeastAsync(right, right.Length, false, cancellationToken);
            if (!left.AsSpan(0, count).SequenceEqual(right.AsSpan(0, other)))
            {
                return false;
            }

            if (count < left.Length)
            {
                return true;
            }
        }
    }

    private static void Show(Screen screen, IsoDiffDocument document)
    {
        if (document.Same)
        {
            screen.Line("The images are bit for bit the same.");
            return;
        }

        foreach (var change in document.Changes)
        {
            screen.Line(Line(change));
        }

        screen.Line(
            document.Changes.Count == 0
                ? "Every file is the same; the images differ in their metadata."
                : $"{Texts.Count(document.Changes.Count, "difference")}."
        );
        var fetch = document.Fetch;
        screen.Line(
            $"Of B's {Texts.Count(fetch.ReusedExtents + fetch.Extents.Count, "extent")}, {fetch.ReusedExtents} are in A "
                + $"({Texts.Bytes(fetch.ReusedBytes)}; {fetch.MovedExtents} of them elsewhere) and {fetch.Extents.Count} are not "
                + $"({Texts.Bytes(fetch.Extents.Sum(extent => extent.Length))})."
        );
        screen.Line(
            $"A host that holds A fetches {Texts.Bytes(fetch.Bytes)} of {Texts.Bytes(fetch.Extents.Sum(extent => extent.Length) + fetch.ReusedBytes + fetch.MetadataBytes)}: "
                + $"these extents, and {Texts.Bytes(fetch.MetadataBytes)} of metadata as {Texts.Bytes(fetch.MetadataCompressedBytes)}."
        );
    }

    private static string Line(IsoChangeDocument change)
    {
        var path = ShownName.Of(change.Path);
        var detail = (change.From, change.Before, change.After) switch
        {
            ({ } from, _, _) => $"from {ShownName.Of(from)}",
            (_, { } before, { } after) => $"{ShownName.Of(before)} -> {ShownName.Of(after)}",
            (_, var before, var after) => ShownName.Of(before ?? after ?? ""),
        };
        return $"{change.Change, -8}  {path}  {detail}".TrimEnd();
    }
}
