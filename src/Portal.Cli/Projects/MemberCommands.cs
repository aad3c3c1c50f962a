using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Protocol.Projects;

namespace Portal.Cli.Projects;

/// <summary>Who may upload to a project.</summary>
internal static class MemberCommands
{
    private const string Maintainer = "maintainer";
    private const string Uploader = "uploader";

    public static Command Build(Host host) =>
        new("members", "The people and robots of a project.")
        {
            List(host),
            Set(host),
            Remove(host),
        };

    private static Command List(Host host)
    {
        var project = ProjectCommands.ProjectArgument();
        return new Command("list", "List the members of a project.") { project }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.Connect();
                var members = await client
                    .Projects.MembersAsync(invocation.Get(project), cancellationToken)
                    .ToListAsync(cancellationToken);
                invocation.Screen.Result(
                    new PageWire<MemberWire>(members, null),
                    screen =>
                        screen.Table(
                            ["NAME", "KIND", "ROLE"],
                            [
                                .. members.Select(member =>
                                    (IReadOnlyList<string?>)[member.Name, member.Kind, member.Role]
                                ),
                            ]
                        )
                );
            }
        );
    }

    private static Command Set(Host host)
    {
        var project = ProjectCommands.ProjectArgument();
        var name = Parsing.Name("name", "An account or robot");
        var role = new Option<string>("--role")
        {
            Description =
                "maintainer: uploads, yanks, manages members and robots; uploader: uploads",
            HelpName = "ROLE",
            Required = true,
        };
        role.AcceptOnlyFromAmong(Maintainer, Uploader);
        return new Command("set", "Add a member to a project, or change its role.")
        {
            project,
            name,
            role,
        }
            .WithExamples("gtp project members set qemu qemu-ci --role uploader")
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.ConnectSignedIn();
                    var (where, who) = (invocation.Get(project), invocation.Get(name));
                    var wanted =
                        invocation.Get(role) == Maintainer
                            ? Roles.ProjectMaintainer
                            : Roles.ProjectUploader;
                    await client.Projects.SetMemberAsync(
                        where,
                        who,
                        new MemberSetWire(wanted),
                        cancellationToken
                    );
                    invocation.Screen.Result(
                        new DoneDocument("member-set", $"{where}/{who}"),
                        screen => screen.Line($"{who} is {wanted} of {where}.")
                    );
                }
            );
    }

    private static Command Remove(Host host)
    {
        var project = ProjectCommands.ProjectArgument();
        var name = Parsing.Name("name", "An account or robot");
        return new Command("remove", "Remove a member from a project.") { project, name }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.ConnectSignedIn();
                var (where, who) = (invocation.Get(project), invocation.Get(name));
                await client.Projects.RemoveMemberAsync(where, who, cancellationToken);
                invocation.Screen.Result(
                    new DoneDocument("member-removed", $"{where}/{who}"),
                    screen => screen.Line($"{who} is no longer a member of {where}.")
                );
            }
        );
    }
}
