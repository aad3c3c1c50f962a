namespace Portal.Trust.OpenPgp;

/// <summary>Runs gpg in a home with what every run needs, and ends the agent that gpg starts there by itself.</summary>
internal sealed class GpgRunner(GpgOptions options, TimeProvider clock)
{
    private const string Sockets = "S.*";

    // No trust database is needed to sign with an own key, and a check of it would write to the home.
    private static readonly string[] Common =
    [
        "--batch",
        "--no-tty",
        "--no-greeting",
        "--trust-model",
        "always",
        "--no-auto-check-trustdb",
    ];

    /// <summary>Runs gpg to its end.</summary>
    public Task<GpgResult> RunAsync(
        string home,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken
    ) => GpgProcess.RunAsync(options.Gpg, home, All(arguments), cancellationToken);

    /// <summary>Starts gpg; its input is written by the caller.</summary>
    public GpgProcess Start(string home, IEnumerable<string> arguments) =>
        GpgProcess.Start(options.Gpg, home, All(arguments));

    /// <summary>Ends the daemons of a home if it has any, and removes what is left of their sockets.</summary>
    public async Task EndAgentAsync(string home)
    {
        if (Directory.GetFiles(home, Sockets).Length == 0)
        {
            return;
        }

        (
            await GpgProcess
                .RunAsync(
                    options.GpgConf,
                    home,
                    ["--homedir", home, "--kill", "all"],
                    CancellationToken.None
                )
                .ConfigureAwait(false)
        ).OrThrow("The gpg agent could not be ended.");

        // The agent removes them as it ends, which may be a moment later: a new agent must not be taken for the old one.
        foreach (var socket in Directory.GetFiles(home, Sockets))
        {
            File.Delete(socket);
        }
    }

    private string[] All(IEnumerable<string> arguments) => [.. Common, .. Clock(), .. arguments];

    private string[] Clock() =>
        clock == TimeProvider.System
            ? []
            : ["--faked-system-time", $"{clock.GetUtcNow().ToUnixTimeSeconds()}!"];
}
