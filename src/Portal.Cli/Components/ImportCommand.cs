using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Iso9660;
using Portal.Packaging.Manifests;
using Portal.Protocol;

namespace Portal.Cli.Components;

/// <summary>Makes components of a disc of drivers.</summary>
internal static class ImportCommand
{
    private sealed record Asked(
        string Iso,
        string? Out,
        bool Force,
        bool Push,
        string? Project,
        bool DryRun,
        string? License,
        string? DiscVersion
    )
    {
        /// <summary>Given, or beside nothing else the ISO's name; null when the components are only sent.</summary>
        public string? Folder =>
            Out ?? (Push ? null : Path.GetFileNameWithoutExtension(Path.GetFullPath(Iso)));
    }

    public static Command Build(Host host)
    {
        var iso = new Argument<string>("ISO")
        {
            Description = "A disc of drivers in the layout of virtio-win: Driver/os/arch/",
        };
        var folder = new Option<string?>("--out", "-o")
        {
            Description =
                "The folder to make them in (default: the ISO's name here; with --push, none is kept)",
            HelpName = "DIR",
        };
        var force = new Option<bool>("--force")
        {
            Description = "Replace components that are there",
        };
        var push = new Option<bool>("--push")
        {
            Description = "Publish each as 'component push' does",
        };
        var project = new Option<string?>("--project")
        {
            Description = "With --push: owner of components that the portal does not know yet",
            HelpName = "PROJECT",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "List them, and make nothing" };
        var license = new Option<string?>("--license")
        {
            Description = "Their SPDX license (default: the license text on the disc)",
            HelpName = "SPDX",
        };
        var discVersion = new Option<string?>("--disc-version")
        {
            Description =
                "The version of what carries none itself, such as the guest agent (default: from the label)",
            HelpName = "VERSION",
        };
        discVersion.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && !Names.IsComponentVersion(text))
            {
                result.AddError($"'{text}' is not a version.");
            }
        });
        return new Command(
            "import",
            "Make a component of each driver on a disc, and of the guest agent.\n\n"
                + "Folders named after versions of Windows (xp, 2k3 ... w11, 2k25) and architectures (x86, amd64, ARM64) become "
                + "conditions; versions, classes and hardware come from the .inf files. Files are taken byte for byte. What fits "
                + "nowhere is said, and left out."
        )
        {
            iso,
            folder,
            force,
            push,
            project,
            dryRun,
            license,
            discVersion,
        }
            .WithExamples(
                """
                gtp component import virtio-win-0.1.271.iso --dry-run
                gtp component import virtio-win-0.1.271.iso --out drivers
                gtp component import virtio-win-0.1.271.iso --push --project virtio-win
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                    await RunAsync(
                        invocation,
                        new Asked(
                            invocation.Get(iso),
                            invocation.Get(folder),
                            invocation.Get(force),
                            invocation.Get(push),
                            invocation.Get(project),
                            invocation.Get(dryRun),
                            invocation.Get(license),
                            invocation.Get(discVersion)
                        ),
                        cancellationToken
                    )
            );
    }

    private static async Task RunAsync(
        Invocation invocation,
        Asked asked,
        CancellationToken cancellationToken
    )
    {
        if (!File.Exists(asked.Iso))
        {
            throw CommandException.Usage($"There is no file '{asked.Iso}'.");
        }

        await using var file = File.OpenRead(asked.Iso);
        try
        {
            var disc = IsoReader.Open(file);
            var plan = await ImportPlan.ReadAsync(disc, asked.DiscVersion, cancellationToken);
            foreach (var left in plan.LeftOut)
            {
                invocation.Screen.Note(
                    $"Left out: {left.Path} ({Texts.Count(left.Files, "file")}): {left.Reason}."
                );
            }

            if (plan.Components.Count == 0)
            {
                throw CommandException.Failed(
                    "cli.import.nothing",
                    $"{asked.Iso} has no folder of a driver, such as NetKVM/w10/amd64 with an .inf in it."
                );
            }

            if (!asked.DryRun)
            {
                await MakeAsync(invocation, asked, disc, plan, cancellationToken);
            }

            Show(invocation.Screen, asked, disc, plan);
        }
        catch (IsoFormatException e)
        {
            throw CommandException.Failed(
                "cli.import.iso",
                $"{asked.Iso} cannot be read: {e.Message}"
            );
        }
    }

    private static async Task MakeAsync(
        Invocation invocation,
        Asked asked,
        IsoReader disc,
        ImportPlan plan,
        CancellationToken cancellationToken
    )
    {
        var licenses = disc
            .Entries.Where(entry => plan.Layout.Licenses.Contains(entry.Path))
            .ToList();
        var license =
            asked.License
            ?? (
                licenses.Count > 0
                    ? LicenseName(licenses[0].Path)
                    : throw CommandException.Failed(
                        "cli.import.license",
                        "There is no license text at the root of the disc. Give the license by --license."
                    )
            );
        var output = new ImportOutput(disc, disc.VolumeId, license, asked.Force);
        var temporary = asked.Folder is null
            ? Directory.CreateTempSubdirectory("gtp-import-").FullName
            : null;
        try
        {
            var folder = asked.Folder ?? temporary!;
            Directory.CreateDirectory(folder);
            var made = new List<string>();
            foreach (var component in plan.Components)
            {
                made.Add(await output.WriteAsync(folder, component, licenses, cancellationToken));
            }

            foreach (var path in made)
            {
                await ComponentInput
                    .Open(path)
                    .RequireGoodAsync(invocation.Screen, cancellationToken);
            }

            if (asked.Push)
            {
                await PushAsync(invocation, made, asked.Project, cancellationToken);
            }
        }
        finally
        {
            if (temporary is not null)
            {
                Directory.Delete(temporary, recursive: true);
            }
        }
    }

    /// <summary>An SPDX name for a text that is nowhere but on the disc.</summary>
    private static string LicenseName(string path) =>
        "LicenseRef-"
        + string.Concat(
            Path.GetFileNameWithoutExtension(path)
                .Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')
        );

    // The command itself, so that there is one way to publish; what it answers is a remark here.
    private static async Task PushAsync(
        Invocation invocation,
        List<string> folders,
        string? project,
        CancellationToken cancellationToken
    )
    {
        foreach (var folder in folders)
        {
            using var said = new StringWriter();
            var code = await Gtp.RunAsync(
                invocation.Again([
                    "component",
                    "push",
                    folder,
                    .. project is null ? [] : new[] { "--project", project },
                ]),
                invocation.Host.With(said),
                cancellationToken
            );
            if (code != ExitCodes.Ok)
            {
                throw new CommandException(
                    code,
                    "cli.import.push",
                    $"{Path.GetFileName(folder)} was not published; those before it were. The same command again goes on."
                );
            }

            invocation.Screen.Note(said.ToString().TrimEnd());
        }
    }

    private static void Show(Screen screen, Asked asked, IsoReader disc, ImportPlan plan)
    {
        var document = new ImportDocument(
            disc.VolumeId,
            asked.DryRun ? null : asked.Folder,
            [.. plan.Components.Select(component => component.Document())],
            plan.LeftOut
        );
        screen.Result(
            document,
            s =>
                s.Table(
                    ["COMPONENT", "VERSION", "FILES", "BYTES", "FOR"],
                    [
                        .. document.Components.Select(component =>
                            (IReadOnlyList<string?>)
                                [
                                    component.Component,
                                    component.Version,
                                    $"{component.Files}",
                                    Texts.Bytes(component.Bytes),
                                    Texts.List(component.Platforms) ?? "any Windows",
                                ]
                        ),
                    ]
                )
        );
    }
}
