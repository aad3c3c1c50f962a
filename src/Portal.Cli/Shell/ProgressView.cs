using Portal.Protocol.Client;
using Spectre.Console;

namespace Portal.Cli.Shell;

/// <summary>Bars on a terminal, silence elsewhere.</summary>
internal static class ProgressView
{
    /// <summary>Runs work that tells its bytes, under a bar with speed and remaining time.</summary>
    public static async Task<T> RunAsync<T>(
        Screen screen,
        string title,
        Func<IProgress<TransferProgress>?, Task<T>> work
    )
    {
        if (!screen.ShowsProgress)
        {
            return await work(null);
        }

        return await screen
            .ProgressTerminal()
            .Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new DownloadedColumn(),
                new TransferSpeedColumn(),
                new RemainingTimeColumn()
            )
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(title));
                task.IsIndeterminate = true;
                return await work(new Bar(task));
            });
    }

    public static Task RunAsync(
        Screen screen,
        string title,
        Func<IProgress<TransferProgress>?, Task> work
    ) =>
        RunAsync(
            screen,
            title,
            async progress =>
            {
                await work(progress);
                return true;
            }
        );

    private sealed class Bar(ProgressTask task) : IProgress<TransferProgress>
    {
        public void Report(TransferProgress value)
        {
            if (value.Total > 0)
            {
                task.IsIndeterminate = false;
                task.MaxValue = value.Total;
            }

            task.Value = value.Done;
        }
    }
}
