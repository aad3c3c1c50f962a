namespace Portal.Trust.OpenPgp;

/// <summary>gpg starts an agent per home by itself; ending it is up to us.</summary>
internal static class GpgAgent
{
    private const string Sockets = "S.*";

    /// <summary>Ends the daemons of a home if it has any, and removes what is left of their sockets.</summary>
    public static async Task EndAsync(GpgOptions options, string home)
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
}
