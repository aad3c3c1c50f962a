using Portal.Cli.Shell;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Cli.Hosts;

/// <summary>Asks several mirrors in turn.</summary>
internal static class FirstMirror
{
    /// <summary>What the first one gives that has what can be trusted.</summary>
    /// <param name="area">Of the code of the failure: <c>cli.host</c>.</param>
    /// <param name="complaint">What that means, as a sentence; each mirror's reason follows it.</param>
    /// <exception cref="CommandException">None has: <c>refused</c>, or <c>unreachable</c> where none was reached.</exception>
    public static async Task<T> AskAsync<T>(
        IEnumerable<Mirror> mirrors,
        Func<Mirror, Task<T>> ask,
        string area,
        string complaint
    )
    {
        var refused = new List<string>();
        var isReached = false;
        foreach (var mirror in mirrors)
        {
            try
            {
                return await ask(mirror);
            }
            catch (TufException e)
            {
                isReached |= e.Fault != TufFault.Unavailable;
                refused.Add($"{mirror.Address}: {e.Message}");
            }
        }

        throw new CommandException(
            isReached ? ExitCodes.Failed : ExitCodes.Unreachable,
            isReached ? $"{area}.refused" : $"{area}.unreachable",
            $"{complaint} {string.Join(" ", refused)}"
        );
    }
}
