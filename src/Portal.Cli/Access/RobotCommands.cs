using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Protocol.Access;

namespace Portal.Cli.Access;

/// <summary>Robots: the machines of a project, product or distro.</summary>
internal static class RobotCommands
{
    public static Command Build(Host host) =>
        new("robot", "Make robots: accounts for machines, such as a build server.") { Create(host) };

    private static Command Create(Host host)
    {
        var name = Parsing.Name("name", "The robot's name");
        var grants = Grants.Option("What it may do, within what you may give");
        grants.Required = true;
        return new Command("create", "Make a robot. Then make its token with 'gtp token create --robot'.")
        {
            name,
            grants,
        }
            .WithExamples("gtp robot create qemu-ci --grant project-uploader:qemu")
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.ConnectSignedIn();
                    var robot = await client.Access.CreateRobotAsync(
                        new RobotCreateWire(
                            invocation.Get(name),
                            Grants.Parse(invocation.Get(grants)) ?? []
                        ),
                        cancellationToken
                    );
                    invocation.Screen.Result(
                        robot,
                        screen => screen.Line($"Made the robot {robot.Name} with {Grants.Text(robot.Grants)}.")
                    );
                }
            );
    }
}
