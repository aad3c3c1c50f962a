using Portal.Packaging.Mirrors;
using Portal.Protocol.Rollouts;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Following;

/// <summary>What a channel of the other portal says, verified.</summary>
/// <param name="Image">To be had here; null where it is not begun with.</param>
internal sealed record ChannelLook(SeenChannel Seen, MirrorImage? Image);

/// <summary>Reads the channels that a product follows, as one mirror serves them.</summary>
internal static class ChannelLooks
{
    /// <summary>Reads all of them.</summary>
    /// <returns>Those that could be read, and why the first of the others could not; null when there is none.</returns>
    /// <exception cref="TufException">Nothing there is to be trusted.</exception>
    public static async Task<(IReadOnlyList<ChannelLook> Looks, TufException? Silent)> RunAsync(
        FollowedProduct followed,
        TrustStore trust,
        MirrorServer server,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var limits = new UpdaterLimits();
        if (trust.Read(RoleName.Root, limits.RootLength) is null)
        {
            await TrustBootstrap.RunAsync(
                trust,
                followed.Anchor,
                server.Metadata,
                clock,
                limits,
                cancellationToken
            );
        }

        using var updater = new Updater(trust, server.Metadata, clock, limits);
        await updater.RefreshAsync(cancellationToken);
        var looks = new List<ChannelLook>();
        TufException? silent = null;
        foreach (var name in followed.Channels)
        {
            try
            {
                looks.Add(
                    await LookAsync(
                        new(updater, server.Targets, followed.Product, name),
                        name,
                        cancellationToken
                    )
                );
            }
            catch (TufException e)
            {
                // One channel that nobody has signed for keeps no release of another away.
                silent ??= e;
            }
        }

        return (looks, silent);
    }

    private static async Task<ChannelLook> LookAsync(
        PublishedChannel channel,
        string name,
        CancellationToken cancellationToken
    )
    {
        var pointer = await channel.PointerAsync(cancellationToken);
        var (rollout, _) = await channel.RolloutAsync(cancellationToken);
        var far = rollout?.Sha256 == pointer.Release.Sha256 ? rollout : null;
        var release = pointer.Release;
        return new(
            new(
                name,
                release.Version,
                release.Sha256,
                release.Withdrawn,
                far?.State,
                far?.Percent,
                far?.Reason
            ),
            // How far it is let out here is for the channels here to say; what was found bad there is not begun with.
            release.Withdrawn
                is not null
            || far?.State is RolloutStates.RolledBack
                ? null
                : await channel.ImageOfAsync(release, cancellationToken)
        );
    }
}
