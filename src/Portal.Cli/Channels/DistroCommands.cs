using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Protocol;
using Portal.Protocol.Access;
using Portal.Protocol.Channels;
using Portal.Protocol.Projects;

namespace Portal.Cli.Channels;

/// <summary>Distros: who owns channels, and who promotes them.</summary>
internal static class DistroCommands
{
    public static Command Build(Host host) =>
        new("distro", "Distros: distributions that pin by channels of their own.")
        {
            Create(host),
            List(host),
            Maintainer(host),
        };

    private static Argument<string> DistroArgument() => Parsing.Name("distro", "The distro's name");

    private static Command Create(Host host)
    {
        var distro = DistroArgument();
        var title = new Option<string?>("--title")
        {
            Description = "The name people read (default: the distro's name)",
            HelpName = "TEXT",
        };
        return new Command("create", "Make a distro (administrators only).") { distro, title }
            .WithExamples(
                """
                gtp distro create debian --title Debian
                gtp distro maintainer debian jan
                """
            )
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var client = invocation.ConnectSignedIn();
                    var name = invocation.Get(distro);
                    var made = await client.Distros.CreateAsync(
                        new DistroCreateWire(name, invocation.Get(title) ?? name),
                        cancellationToken
                    );
                    invocation.Screen.Result(
                        made,
                        screen => screen.Line($"Made the distro {made.Name}.")
                    );
                }
            );
    }

    private static Command List(Host host) =>
        new Command("list", "List the distros and their channels.").Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.Connect();
                var distros = await client
                    .Distros.ListAsync(cancellationToken)
                    .ToListAsync(cancellationToken);
                invocation.Screen.Result(
                    new PageWire<DistroWire>(distros, null),
                    screen =>
                        screen.Table(
                            ["NAME", "TITLE", "CHANNELS"],
                            [
                                .. distros.Select(distro =>
                                    (IReadOnlyList<string?>)
                                        [distro.Name, distro.Title, Texts.List(distro.Channels)]
                                ),
                            ]
                        )
                );
            }
        );

    private static Command Maintainer(Host host)
    {
        var distro = DistroArgument();
        var name = Parsing.Name("name", "The account or robot");
        return new Command(
            "maintainer",
            "Make an account or robot a maintainer, who promotes the distro's channels."
        )
        {
            distro,
            name,
        }.Does(
            host,
            async (invocation, cancellationToken) =>
            {
                using var client = invocation.ConnectSignedIn();
                var of = invocation.Get(distro);
                var member = await client.Distros.SetMemberAsync(
                    of,
                    invocation.Get(name),
                    new MemberSetWire(Roles.DistroMaintainer),
                    cancellationToken
                );
                invocation.Screen.Result(
                    member,
                    screen => screen.Line($"{member.Name} maintains {of}.")
                );
            }
        );
    }
}
