using Portal.Protocol.Client;
using Portal.Protocol.Releases;

namespace Portal.Cli.Images;

/// <summary>
/// What the portal says of a release today. Signatures stay good for ever, so they cannot tell that a release was
/// withdrawn or that a component in it was yanked.
/// </summary>
internal static class ReleaseStanding
{
    /// <summary>A release that was withdrawn is a check that failed; other warnings are notes.</summary>
    public static async Task CheckAsync(
        PortalClient client,
        ReleaseAddress address,
        Checklist checks,
        CancellationToken cancellationToken
    )
    {
        ReleaseWire release;
        try
        {
            release = await client.Releases.GetAsync(
                address.Product,
                address.Version,
                cancellationToken
            );
        }
        catch (PortalException e)
        {
            // A mirror serves the files alone, and they can be checked without the portal.
            checks.Note(
                $"Whether it was withdrawn could not be asked of {address.Portal}: {e.Message}"
            );
            return;
        }

        var ready = release.State == ReleaseStates.Ready;
        var state = $"This release was {release.State}: {release.Reason ?? "no reason is given"}";
        checks.Add(
            "state",
            ready,
            ready ? "The portal says that it is ready and was not withdrawn"
                : release.State is ReleaseStates.Withdrawn or ReleaseStates.Removed ? state
                : $"The portal says that it is {release.State}, not ready"
        );
        foreach (var warning in release.Warnings.Where(warning => warning != state))
        {
            checks.Note(warning);
        }
    }
}
