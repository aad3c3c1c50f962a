using Portal.Trust.Tuf.Metadata;
using Portal.TufClient;

// The client of this library behind the command line that tuf-conformance calls (its CLIENT-CLI.md), and a publisher that the
// tests kill. Exit codes: 0 done, 1 refused or failed, 2 called wrongly.
var options = CommandLine.Read(args);
if (options is null)
{
    await Console.Error.WriteLineAsync(CommandLine.Usage);
    return 2;
}

try
{
    switch (options.Verb)
    {
        case "init":
            await ClientCommands.InitAsync(options);
            return 0;
        case "refresh":
            await ClientCommands.RefreshAsync(options);
            return 0;
        case "download":
            await ClientCommands.DownloadAsync(options);
            return 0;
        case "publish":
            PublisherCommand.Run(options);
            return 0;
        default:
            await Console.Error.WriteLineAsync(CommandLine.Usage);
            return 2;
    }
}
catch (Exception e) when (e is TufException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(
        e is TufException refused ? $"{refused.Fault}: {refused.Message}" : e.Message
    );
    return 1;
}
