using System.CommandLine;
using Portal.Cli.Shell;

namespace Portal.Cli.Hosts;

/// <summary>What this host reports, and whether it does.</summary>
internal static class ReportCommand
{
    public static Command Build(Host host)
    {
        var show = new Option<bool>("--show")
        {
            Description = "Print exactly the bytes that would be sent, and send nothing",
        };
        var off = new Option<bool>("--off") { Description = "Send no reports from now on" };
        var on = new Option<bool>("--on") { Description = "Send them again, after --off" };
        var state = HostSession.StateOption();
        var command = new Command(
            "report",
            "Report to the portal now: product, channel, what is installed, pinned or failing, the version of gtp.\n\n"
                + "Every update does it by itself on a host that was enrolled, and on no other. A report that was not taken waits; the "
                + "newest one alone is kept."
        )
        {
            show,
            off,
            on,
            state,
        };
        command.Validators.Add(result =>
        {
            if (new[] { show, off, on }.Count(o => result.GetResult(o) is not null) > 1)
            {
                result.AddError("Give one of --show, --off and --on.");
            }
        });
        return command
            .WithExamples("gtp host report --show\ngtp host report\ngtp host report --off")
            .Does(
                host,
                async (invocation, cancellationToken) =>
                {
                    using var session = HostSession.Open(invocation, state);
                    var reporter = new HostReporter(host, session);
                    if (invocation.Get(show))
                    {
                        await using var output = host.OpenOut();
                        await output.WriteAsync(reporter.Show(), cancellationToken);
                        return;
                    }

                    using var hold = session.Folder.Lock();
                    var folder = new ReportFolder(session.Folder);
                    var settings =
                        folder.Settings ?? throw HostReporter.NotEnrolled(session.Folder);
                    if (invocation.Get(off) || invocation.Get(on))
                    {
                        Turn(invocation, folder, settings, invocation.Get(on));
                    }
                    else if (!settings.IsOn)
                    {
                        invocation.Screen.Result(
                            new DoneDocument("off", settings.Portal.AbsoluteUri),
                            screen =>
                                screen.Line("Reports are off. Turn them on: gtp host report --on")
                        );
                    }
                    else
                    {
                        await reporter.SendAsync(cancellationToken);
                        invocation.Screen.Result(
                            new DoneDocument("reported", settings.Portal.AbsoluteUri),
                            screen => screen.Line($"Reported to {settings.Portal}.")
                        );
                    }
                }
            );
    }

    private static void Turn(
        Invocation invocation,
        ReportFolder folder,
        ReportSettings settings,
        bool isOn
    )
    {
        folder.Write(settings with { IsOn = isOn });
        if (!isOn)
        {
            folder.Drop();
        }

        invocation.Screen.Result(
            new DoneDocument(isOn ? "on" : "off", settings.Portal.AbsoluteUri),
            screen =>
                screen.Line(
                    isOn
                        ? $"Reports to {settings.Portal} after each update."
                        : "Sends no reports any more. What the portal knows of this host, it forgets some months later."
                )
        );
    }
}
