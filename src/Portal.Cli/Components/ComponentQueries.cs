using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Protocol;
using Portal.Protocol.Client;
using Portal.Protocol.Components;

namespace Portal.Cli.Components;

/// <summary>Looks at components, their versions and files.</summary>
internal static class ComponentQueries
{
    public static Command List(Host host) =>
        new Command("list", "List the components.").Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.Connect();
                var components = await client
                    .Components.ListAsync(cancellationToken)
                    .ToListAsync(cancellationToken);
                invocation.Screen.Result(
                    new PageWire<ComponentWire>(components, null),
                    screen =>
                        screen.Table(
                            ["NAME", "NEWEST", "PROJECT", "SUMMARY"],
                            [
                                .. components.Select(component =>
                                    (IReadOnlyList<string?>)
                                        [
                                            component.Name,
                                            component.Newest,
                                            component.Project,
                                            Texts.FirstLine(component.Summary),
                                        ]
                                ),
                            ]
                        )
                );
            }
        );

    public static Command Show(Host host)
    {
        var component = ComponentCommands.ComponentArgument();
        var version = Parsing.ComponentVersion("One of its versions");
        version.Arity = ArgumentArity.ZeroOrOne;
        var files = new Option<bool>("--files") { Description = "List the files of the version" };
        var command = new Command(
            "show",
            "Show a component and its versions, or one version, or the files in it."
        )
        {
            component,
            version,
            files,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(files) && result.GetValue(version) is null)
            {
                result.AddError("--files needs a version.");
            }
        });
        return command
            .WithExamples(
                """
                gtp component show qemu-guest-agent
                gtp component show qemu-guest-agent 7.2 --files
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.Connect();
                    var name = invocation.Get(component);
                    await (
                        (invocation.Find(version), invocation.Get(files)) switch
                        {
                            (null, _) => ShowComponentAsync(
                                invocation.Screen,
                                client,
                                name,
                                cancellationToken
                            ),
                            ({ } one, false) => ShowVersionAsync(
                                invocation.Screen,
                                client,
                                name,
                                one,
                                cancellationToken
                            ),
                            ({ } one, true) => ShowFilesAsync(
                                invocation.Screen,
                                client,
                                name,
                                one,
                                cancellationToken
                            ),
                        }
                    );
                }
            );
    }

    private static async Task ShowComponentAsync(
        Screen screen,
        PortalClient client,
        string name,
        CancellationToken cancellationToken
    )
    {
        var component = await client.Components.GetAsync(name, cancellationToken);
        var versions = await client
            .Components.VersionsAsync(name, cancellationToken)
            .ToListAsync(cancellationToken);
        screen.Result(
            new ComponentDocument(component, versions),
            _ =>
                screen.Table(
                    ["VERSION", "UPLOADED", "BY", "FILES", "SIZE", "YANKED"],
                    [
                        .. versions.Select(version =>
                            (IReadOnlyList<string?>)
                                [
                                    version.Version,
                                    Texts.Time(version.UploadedAt),
                                    version.UploadedBy,
                                    $"{version.Files}",
                                    Texts.Bytes(version.Bytes),
                                    Texts.FirstLine(version.Yanked?.Reason),
                                ]
                        ),
                    ]
                )
        );
    }

    private static async Task ShowVersionAsync(
        Screen screen,
        PortalClient client,
        string name,
        string version,
        CancellationToken cancellationToken
    )
    {
        var shown = await client.Components.GetVersionAsync(name, version, cancellationToken);
        screen.Result(
            shown,
            _ =>
            {
                screen.Fields(
                    ("component", shown.Component),
                    ("version", shown.Version),
                    ("project", shown.Project),
                    ("digest", shown.Digest.Hex),
                    ("summary", shown.Summary),
                    ("license", shown.License),
                    ("stage", shown.Stage),
                    ("requires", Texts.List(shown.Requires)),
                    ("after", Texts.List(shown.After)),
                    ("size", $"{Texts.Count(shown.Files, "file")}, {Texts.Bytes(shown.Bytes)}"),
                    ("uploaded", $"{Texts.Time(shown.UploadedAt)} by {shown.UploadedBy}"),
                    (
                        "yanked",
                        shown.Yanked is { } yank
                            ? $"{Texts.Time(yank.At)} by {yank.By}: {yank.Reason}"
                            : null
                    )
                );
                if (shown.Changes is { } changes)
                {
                    screen.Line("");
                    screen.Line(changes.TrimEnd());
                }
            }
        );
    }

    private static async Task ShowFilesAsync(
        Screen screen,
        PortalClient client,
        string name,
        string version,
        CancellationToken cancellationToken
    )
    {
        var files = await client
            .Components.FilesAsync(name, version, cancellationToken)
            .ToListAsync(cancellationToken);
        screen.Result(
            new PageWire<FileWire>(files, null),
            _ =>
                screen.Table(
                    ["MODE", "LENGTH", "SHA256", "PATH"],
                    [
                        .. files.Select(file =>
                            (IReadOnlyList<string?>)
                                [
                                    file.Mode,
                                    $"{file.Length}",
                                    file.Sha256?.Hex ?? file.Kind,
                                    file.Target is null
                                        ? file.Path
                                        : $"{file.Path} -> {file.Target}",
                                ]
                        ),
                    ]
                )
        );
    }
}
