using System.CommandLine;
using System.Globalization;
using Portal.Cli.Shell;
using Portal.Iso9660;
using Portal.Protocol;
using Portal.Protocol.Problems;

namespace Portal.Cli.Iso;

/// <summary>Makes an image of a folder.</summary>
internal static class BuildCommand
{
    /// <summary>1980-01-01, the first time that every file system has. Not the clock's: the image would never be the same.</summary>
    private const long DefaultEpoch = 315_532_800;

    private const string EpochVariable = "SOURCE_DATE_EPOCH";

    public static Command Build(Host host)
    {
        var directory = new Argument<DirectoryInfo>("DIR")
        {
            Description = "The folder with what the image shall hold",
        };
        directory.Validators.Add(result =>
        {
            foreach (var path in result.Tokens.Select(token => token.Value))
            {
                if (!Directory.Exists(path))
                {
                    result.AddError(
                        File.Exists(path)
                            ? $"'{path}' is a file. An image is made of a folder."
                            : $"There is no folder '{path}'."
                    );
                }
            }
        });
        var output = new Option<string>("--output", "-o")
        {
            Description = "The image to write; '-' for standard output",
            HelpName = "FILE",
            Required = true,
        };
        var options = new BuildOptions();
        var command = new Command(
            "build",
            "Make an image of a folder: ISO 9660 level 3 with Rock Ridge and Joliet.\n\n"
                + "The same names, bytes, links and execute bits give the same image, bit for bit, on any machine and at any "
                + "time. Files with the same bytes are stored once. What some readers will see differently is told on "
                + "standard error. The image gets its name when it is complete, in place of a file that had it."
        )
        {
            directory,
            output,
        };
        options.AddTo(command);
        return command
            .WithExamples(
                """
                gtp iso build ./components -o components.iso
                gtp iso build ./components -o components.iso --volume-id TOOLS_2026_03 --epoch 1767225600
                gtp iso build ./components -o - > components.iso
                """
            )
            .Does(
                host,
                (invocation, cancellationToken) =>
                    RunAsync(
                        invocation,
                        invocation.Get(directory).ToString(),
                        invocation.Get(output)!,
                        options,
                        cancellationToken
                    )
            );
    }

    private static async Task RunAsync(
        Invocation invocation,
        string folder,
        string output,
        BuildOptions options,
        CancellationToken cancellationToken
    )
    {
        var toStandardOutput = output == "-";
        if (toStandardOutput && invocation.Screen.Json)
        {
            throw CommandException.Usage(
                "The image and the JSON document cannot both go to standard output."
            );
        }

        if (toStandardOutput && invocation.Host.OutIsTerminal)
        {
            throw CommandException.Usage(
                "An image is nothing for a terminal: redirect standard output."
            );
        }

        if (!toStandardOutput)
        {
            _ = OutputFile.Check(output);
        }

        var profile = options.Profile(invocation, folder, Epoch(invocation, options));
        var tree = await FolderTree.ReadAsync(
            folder,
            output,
            invocation.Get(options.Lenient),
            cancellationToken
        );
        var layout = Plan(tree.Tree, profile);
        var sha256 = await ProgressView.RunAsync(
            invocation.Screen,
            toStandardOutput ? "standard output" : output,
            async progress =>
            {
                var relay = progress is null ? null : new ByteRelay(progress, layout.Length);
                if (toStandardOutput)
                {
                    await using var stream = invocation.Host.OpenOut();
                    return await WriteAsync(layout, tree, stream, relay, cancellationToken);
                }

                await using var file = new OutputFile(output);
                var digest = await WriteAsync(layout, tree, file.Stream, relay, cancellationToken);
                await file.CompleteAsync(cancellationToken);
                return digest;
            }
        );
        RemarkDocument[] remarks =
        [
            .. tree.Remarks,
            .. layout.Remarks.Select(remark => new RemarkDocument(
                remark.Rule,
                remark.Path,
                remark.Message
            )),
        ];
        var document = new IsoBuildDocument(
            output,
            layout.Length,
            sha256,
            LabelOf(layout),
            profile.Epoch,
            tree.Files,
            tree.Folders,
            tree.Links,
            remarks
        );
        Tell(invocation.Screen, document, toStandardOutput);
    }

    private static void Tell(Screen screen, IsoBuildDocument document, bool toStandardOutput)
    {
        RemarkView.Show(screen, document.Remarks);
        var line =
            $"{document.VolumeId}, {Texts.Bytes(document.Length)} ({document.Length} bytes), sha256 {document.Sha256}";
        if (toStandardOutput)
        {
            screen.Note(line);
            return;
        }

        screen.Result(document, result => result.Line($"{document.File}: {line}"));
    }

    /// <summary>As it stands on the image: a label that is none was made one.</summary>
    private static string LabelOf(IsoLayout layout)
    {
        using var head = new MemoryStream(layout.Head.ToArray(), writable: false);
        return IsoDescriptors.Read(head)[0].VolumeId;
    }

    private static async Task<Digest> WriteAsync(
        IsoLayout layout,
        FolderTree tree,
        Stream destination,
        IProgress<long>? progress,
        CancellationToken cancellationToken
    )
    {
        var written = await IsoWriter.WriteHashedAsync(
            layout.Parts,
            tree,
            destination,
            new IsoWriteOptions { Progress = progress },
            cancellationToken
        );
        return Digest.FromHash(written.Sha256.Span);
    }

    private static IsoLayout Plan(IsoTree tree, IsoProfile profile)
    {
        try
        {
            return IsoLayout.Plan(tree, profile);
        }
        catch (IsoException e) when (e.Remarks.Count > 0)
        {
            throw CommandException.Failed(
                e.Rule,
                $"By --strict the image is refused: {Texts.Count(e.Remarks.Count, "finding")}. --accept RULE lets those of a rule pass.",
                [
                    .. e.Remarks.Select(remark => new Finding(
                        remark.Rule,
                        ShownName.Of(remark.Message),
                        remark.Path.Length == 0 ? null : ShownName.Of(remark.Path)
                    )),
                ]
            );
        }
        catch (IsoException e)
        {
            throw CommandException.Failed(e.Rule, e.Message);
        }
    }

    private static long Epoch(Invocation invocation, BuildOptions options)
    {
        if (invocation.Get(options.Epoch) is { } given)
        {
            return given;
        }

        if (invocation.Host.Variable(EpochVariable) is not { } text)
        {
            return DefaultEpoch;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            ? epoch
            : throw CommandException.Usage(
                $"{EpochVariable} is '{text}', which is no number of seconds."
            );
    }
}
