using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Protocol;
using Portal.Protocol.Projects;

namespace Portal.Cli.Projects;

/// <summary>Upstream projects.</summary>
internal static class ProjectCommands
{
    public static Command Build(Host host) =>
        new("project", "Upstream projects, which own components, and their members.")
        {
            Create(host),
            List(host),
            Show(host),
            MemberCommands.Build(host),
        };

    public static Argument<string> ProjectArgument() =>
        Parsing.Name("project", "The project's name");

    private static Command Create(Host host)
    {
        var project = ProjectArgument();
        var title = new Option<string?>("--title")
        {
            Description = "The name people read (default: the project's name)",
            HelpName = "TEXT",
        };
        return new Command("create", "Make a project (administrators only).") { project, title }
            .WithExamples("gtp project create qemu --title QEMU")
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.ConnectSignedIn();
                    var name = invocation.Get(project);
                    var made = await client.Projects.CreateAsync(
                        new ProjectCreateWire(name, invocation.Get(title) ?? name),
                        cancellationToken
                    );
                    invocation.Screen.Result(
                        made,
                        screen => screen.Line($"Made the project {made.Name}.")
                    );
                }
            );
    }

    private static Command List(Host host) =>
        new Command("list", "List the projects.").Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.Connect();
                var projects = await client
                    .Projects.ListAsync(cancellationToken)
                    .ToListAsync(cancellationToken);
                invocation.Screen.Result(
                    new PageWire<ProjectWire>(projects, null),
                    screen =>
                        screen.Table(
                            ["NAME", "TITLE", "COMPONENTS"],
                            [
                                .. projects.Select(project =>
                                    (IReadOnlyList<string?>)
                                        [
                                            project.Name,
                                            project.Title,
                                            Texts.List(project.Components),
                                        ]
                                ),
                            ]
                        )
                );
            }
        );

    private static Command Show(Host host)
    {
        var project = ProjectArgument();
        return new Command("show", "Show a project and its components.") { project }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.Connect();
                var shown = await client.Projects.GetAsync(
                    invocation.Get(project),
                    cancellationToken
                );
                invocation.Screen.Result(
                    shown,
                    screen =>
                        screen.Fields(
                            ("name", shown.Name),
                            ("title", shown.Title),
                            ("created", Texts.Time(shown.CreatedAt)),
                            ("components", Texts.List(shown.Components) ?? "none")
                        )
                );
            }
        );
    }
}
