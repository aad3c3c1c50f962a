using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.TufClient;

/// <summary>init, refresh and download.</summary>
internal static class ClientCommands
{
    public static async Task InitAsync(CommandLine options)
    {
        if (options.Arguments is not [var root])
        {
            throw new IOException(CommandLine.Usage);
        }

        await TrustBootstrap.RunAsync(
            new TrustStore(options.One("--metadata-dir")),
            TrustAnchor.OfFile(await File.ReadAllBytesAsync(root)),
            new FolderFetcher("/nonexistent"),
            TimeProvider.System,
            new UpdaterLimits(),
            CancellationToken.None
        );
    }

    public static async Task RefreshAsync(CommandLine options)
    {
        using var http = new HttpClient();
        using var updater = Updater(options, http);
        await updater.RefreshAsync(CancellationToken.None);
    }

    public static async Task DownloadAsync(CommandLine options)
    {
        using var http = new HttpClient();
        using var updater = Updater(options, http);
        var targets = HttpFetcher.OfTargets(http, new Uri(options.One("--target-base-url")));
        foreach (var name in options.Options["--target-name"])
        {
            var target =
                await updater.FindAsync(name, CancellationToken.None)
                ?? throw new TufException(TufFault.NotFound, $"'{name}' is no target.");
            await updater.DownloadAsync(
                target,
                targets,
                // One file a target, whatever its path is made of.
                Path.Combine(options.One("--target-dir"), Uri.EscapeDataString(name)),
                CancellationToken.None
            );
        }
    }

    private static Updater Updater(CommandLine options, HttpClient http) =>
        new(
            new TrustStore(options.One("--metadata-dir")),
            HttpFetcher.OfMetadata(http, new Uri(options.One("--metadata-url"))),
            TimeProvider.System
        );
}
