using System.CommandLine;
using Portal.Cli.Shell;

namespace Portal.Cli.Manual;

/// <summary>Prints gtp's manual page, which the packages carry.</summary>
internal static class ManualCommand
{
    public static Command Build(Host host) =>
        new Command("manual", "Print gtp's manual page, as man reads it.")
            .WithExamples(
                """
                gtp manual > /usr/local/share/man/man1/gtp.1
                """
            )
            .Does(
                host,
                (_, _) =>
                {
                    var version = typeof(Gtp).Assembly.GetName().Version!.ToString(3);
                    host.Out.Write(ManualPage.Of(Gtp.Build(host), version));
                    return Task.CompletedTask;
                }
            );
}
