using System.Globalization;
using System.Text.Json;
using Portal.Images;
using Portal.Protocol;
using Portal.Protocol.Channels;
using Portal.Protocol.Releases;
using Portal.Releases;

namespace Portal.Channels;

/// <summary>A release that a channel speaks of, with its image.</summary>
public sealed record PointedRelease(Release Release, Image Image)
{
    public string Version => Release.Version;

    public Digest Sha256 => Image.Sha256!.Value;

    public long Length => Image.Length;
}

/// <summary>A channel as everybody sees it, whole and in memory; it never changes, another one takes its place.</summary>
public sealed class ChannelView
{
    private readonly byte[] _json;

    internal ChannelView(
        Channel channel,
        PointedRelease? release,
        PointedRelease? previous,
        IReadOnlyList<string> warnings
    )
    {
        Channel = channel;
        Release = release;
        Previous = previous;
        Warnings = warnings;
        HandedOut = channel.HandsOut() switch
        {
            { } id when id == release?.Release.Id => release,
            { } id when id == previous?.Release.Id => previous,
            _ => null,
        };
        Wire = ToWire();
        _json = JsonSerializer.SerializeToUtf8Bytes(Wire, ProtocolJson.Default.ChannelWire);
        Tag = string.Create(
            CultureInfo.InvariantCulture,
            $"{channel.Revision}-{Digest.Of(_json).Hex[..12]}"
        );
    }

    public Channel Channel { get; }

    /// <summary>What it points to; null until the first promotion.</summary>
    public PointedRelease? Release { get; }

    /// <summary>The last one before it that was let out to all.</summary>
    public PointedRelease? Previous { get; }

    /// <summary>What everybody may take; null while there is nothing.</summary>
    public PointedRelease? HandedOut { get; }

    /// <summary>Sentences: what it points to was withdrawn, or holds a yanked component.</summary>
    public IReadOnlyList<string> Warnings { get; }

    public ChannelWire Wire { get; }

    /// <summary><see cref="Wire"/> as it is sent.</summary>
    public ReadOnlyMemory<byte> Json => _json;

    /// <summary>
    /// Entity tag without its quotes: the channel's revision, which changes are asked by, then what makes it strong, as warnings
    /// and signatures change by themselves.
    /// </summary>
    public string Tag { get; }

    /// <summary>The release it points to is no longer one that anybody should install.</summary>
    public bool IsWithdrawn => Release is { Release.State: not ReleaseStates.Ready };

    private ChannelWire ToWire() =>
        new(
            Channel.Product,
            Channel.Name,
            Channel.Kind,
            Channel.Owner,
            Channel.State,
            Channel.Revision,
            ToWire(Release),
            ToWire(Previous),
            ToWire(HandedOut),
            Channel.PointedAt is not { } since
                ? null
                : new(
                    Channel.Percent,
                    Channel.Rollout,
                    Channel.Salt!,
                    Channel.Reason,
                    since,
                    Channel.Due
                ),
            Channel.Minimum,
            Channel.Floor,
            Channel.Follows,
            Channel.SignedPointer
                is { Version: { } version, SignedAt: { } at, ValidUntil: { } until }
                ? new(version, at, until)
                : null,
            Warnings,
            Channel.CreatedAt
        );

    private static ChannelReleaseWire? ToWire(PointedRelease? release) =>
        release is null
            ? null
            : new(release.Version, release.Release.State, release.Sha256, release.Length);
}

internal static class HandingOut
{
    /// <summary>
    /// The release that everybody may take: what the channel points to once it is let out to all; until then, and where
    /// something is said against it, the one before. Never one below the floor, none of a channel that is retired.
    /// </summary>
    public static Guid? HandsOut(this Channel channel)
    {
        var (id, version) = channel.IsSettled
            ? (channel.ReleaseId, channel.Version)
            : (channel.PreviousId, channel.PreviousVersion);
        return
            channel.State == ChannelStates.Retired
            || version is null
            || (channel.Floor is { } floor && ChannelGates.IsOlder(version, floor))
            ? null
            : id;
    }
}
