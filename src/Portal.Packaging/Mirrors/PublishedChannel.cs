using System.Text.Json;
using Portal.Protocol;
using Portal.Protocol.Releases;
using Portal.Protocol.Rollouts;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Packaging.Mirrors;

/// <summary>What an update repository says of one channel, each part of it verified.</summary>
/// <param name="updater">Of this update; whoever gives it disposes it.</param>
/// <param name="targets">Where the channel's small files come from.</param>
/// <param name="product">Of the channel.</param>
/// <param name="channel">Its name.</param>
public sealed class PublishedChannel(
    Updater updater,
    IFetcher targets,
    string product,
    string channel
)
{
    /// <summary>A pointer names two releases, with some words.</summary>
    private const int MaxPointer = 64 * 1024;

    /// <summary>Which release, and which one before.</summary>
    /// <exception cref="TufException">There is none, or it is not to be trusted.</exception>
    public async Task<ChannelPointer> PointerAsync(CancellationToken cancellationToken)
    {
        var path = UpdateRoles.ChannelPath(channel, product, MirrorChannel.PointerName);
        var json =
            await updater
                .ReadAsync(path, targets, MaxPointer, cancellationToken)
                .ConfigureAwait(false)
            ?? throw new TufException(
                TufFault.NotFound,
                $"The channel {channel} of {product} points to nothing yet, or there is none."
            );
        try
        {
            var pointer =
                JsonSerializer.Deserialize(json, ProtocolJson.Default.ChannelPointer)
                ?? throw new JsonException("null");
            foreach (
                var release in new[] { pointer.Release, pointer.Previous }.OfType<PointedRelease>()
            )
            {
                if (!Names.IsReleaseVersion(release.Version))
                {
                    throw new JsonException($"'{release.Version}' is no release version.");
                }
            }

            return pointer;
        }
        catch (JsonException e)
        {
            throw new TufException(TufFault.Malformed, $"{path}: {e.Message}", e);
        }
    }

    /// <summary>How far. Whatever is wrong with it only holds back: null then, and why.</summary>
    /// <exception cref="TufException"><see cref="TufFault.Unavailable"/>.</exception>
    public async Task<(Rollout? Rollout, string? Problem)> RolloutAsync(
        CancellationToken cancellationToken
    )
    {
        var path = UpdateRoles.RolloutPath(channel, product);
        try
        {
            var json = await updater
                .ReadAsync(path, targets, (int)UpdateRoles.MaxRolloutLength, cancellationToken)
                .ConfigureAwait(false);
            return json is null
                ? (null, "Nothing is said of how far it is let out.")
                : (JsonSerializer.Deserialize(json, ProtocolJson.Default.Rollout), null);
        }
        catch (TufException e) when (e.Fault != TufFault.Unavailable)
        {
            return (null, e.Message);
        }
        catch (JsonException e)
        {
            return (null, $"{path}: {e.Message}");
        }
    }

    /// <summary>The image of a release that the pointer names: the same role vouches for its bytes.</summary>
    /// <exception cref="TufException">It does not.</exception>
    public async Task<MirrorImage> ImageOfAsync(
        PointedRelease release,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(release);
        var path = UpdateRoles.ChannelPath(
            channel,
            product,
            ReleaseFiles.Image(product, release.Version)
        );
        var target =
            await updater.FindAsync(path, cancellationToken).ConfigureAwait(false)
            ?? throw new TufException(TufFault.NotFound, $"Nobody vouches for {path}.");
        return
            target.Length == release.Length
            && target.Hashes.Values.GetValueOrDefault(Hashes.Sha256) == release.Sha256.Hex
            ? new MirrorImage(
                product,
                release.Version,
                release.Sha256,
                MirrorPaths.Target(updater.PathOf(target)),
                target
            )
            : throw new TufException(
                TufFault.HashMismatch,
                $"{path} is not the image that the channel points to."
            );
    }
}
