using System.CommandLine;
using Portal.Cli.Shell;
using Portal.Protocol.Client;
using Portal.Protocol.Releases;
using Spectre.Console;

namespace Portal.Cli.Releases;

/// <summary>Follows a release to its end, and shows how it goes.</summary>
internal static class ReleaseWait
{
    public static Option<bool> Option() =>
        new("--wait") { Description = "Wait until it is ready (exit code 0) or has failed (1)" };

    /// <summary>Prints the release as it is, or as it is in the end.</summary>
    /// <returns>0, or 1 when it was waited for and is not ready.</returns>
    public static async Task<int> ShowAsync(
        Invocation invocation,
        PortalClient client,
        ReleaseWire release,
        bool wait,
        CancellationToken cancellationToken
    )
    {
        if (wait && !ReleaseStates.IsFinal(release.State))
        {
            var events = client.Releases.FollowAsync(
                release.Product,
                release.Version,
                cancellationToken
            );
            release = invocation.Screen.ShowsProgress
                ? await DrawAsync(invocation.Screen, release, events)
                : await TellAsync(invocation.Screen, release, events);
        }

        invocation.Screen.Result(release, screen => ReleaseQueries.Write(screen, release));
        return wait && release.State != ReleaseStates.Ready ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static async Task<ReleaseWire> TellAsync(
        Screen screen,
        ReleaseWire release,
        IAsyncEnumerable<ReleaseWire> events
    )
    {
        string? told = null;
        await foreach (var current in events)
        {
            release = current;
            if (current.State != told)
            {
                screen.Note($"{current.Product} {current.Version}: {current.State}");
                told = current.State;
            }
        }

        return release;
    }

    private static Task<ReleaseWire> DrawAsync(
        Screen screen,
        ReleaseWire release,
        IAsyncEnumerable<ReleaseWire> events
    ) =>
        screen
            .ProgressTerminal()
            .Progress()
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn(),
                new ElapsedTimeColumn()
            )
            .StartAsync(async context =>
            {
                var steps = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
                await foreach (var current in events)
                {
                    release = current;
                    if (ReleaseStates.IsFinal(current.State))
                    {
                        break;
                    }

                    if (!steps.TryGetValue(current.Progress.Step, out var step))
                    {
                        Finish(steps.Values);
                        step = context.AddTask(Markup.Escape(current.Progress.Step));
                        steps[current.Progress.Step] = step;
                    }

                    step.IsIndeterminate = current.Progress.Total == 0;
                    step.MaxValue = Math.Max(1, current.Progress.Total);
                    step.Value = current.Progress.Done;
                }

                // The bar of a step that failed stays where it stopped.
                if (release.State == ReleaseStates.Ready)
                {
                    Finish(steps.Values);
                }

                return release;
            });

    private static void Finish(IEnumerable<ProgressTask> steps)
    {
        foreach (var step in steps)
        {
            step.IsIndeterminate = false;
            step.Value = step.MaxValue;
        }
    }
}
