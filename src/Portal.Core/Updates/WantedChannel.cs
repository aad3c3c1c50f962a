using System.Security.Cryptography;
using System.Text.Json;
using Portal.Channels;
using Portal.Protocol;
using Portal.Protocol.Channels;
using Portal.Protocol.Releases;
using Portal.Protocol.Rollouts;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;
using Pointed = Portal.Channels.PointedRelease;

namespace Portal.Updates;

/// <summary>What the update repository is to say of a channel: the files of its role, and how far.</summary>
internal sealed class WantedChannel
{
    private WantedChannel(Channel channel)
    {
        Role = UpdateRoles.Channel(channel.Name, channel.Product);
        PointerPath = UpdateRoles.ChannelPath(channel.Name, channel.Product, PointerName);
        RolloutPath = UpdateRoles.RolloutPath(channel.Name, channel.Product);
        FixesPath = UpdateRoles.FixesPath(channel.Name, channel.Product);
    }

    /// <summary>The file of a channel's role that names its release.</summary>
    public const string PointerName = "channel.json";

    public string Role { get; }

    public string PointerPath { get; }

    public string RolloutPath { get; }

    public string FixesPath { get; }

    /// <summary>The pointer and the images it names; empty while it points to nothing, or is retired.</summary>
    public IReadOnlyCollection<TargetContent> Files { get; private init; } = [];

    /// <summary>The image that <see cref="Rollout"/> speaks of; null when there is none.</summary>
    public Digest? Image { get; private init; }

    /// <summary>Null when there is no image.</summary>
    public TargetContent? Rollout { get; private init; }

    /// <summary>
    /// What is said of security beside a pointer to an image: of the release, and of the one before; null where nothing is.
    /// </summary>
    public IReadOnlyDictionary<Digest, TargetContent?> Fixes { get; private init; } =
        new Dictionary<Digest, TargetContent?>();

    /// <param name="view">The channel as it is.</param>
    /// <param name="fixes">What is known of the two releases that it names.</param>
    public static WantedChannel Of(ChannelView view, IEnumerable<ChannelFixes> fixes)
    {
        var channel = view.Channel;
        if (channel.State == ChannelStates.Retired || view.Release is not { } release)
        {
            return new WantedChannel(channel);
        }

        // Below the floor it never points, not by way of the one before either.
        var previous =
            view.Previous is { } before
            && (channel.Floor is not { } floor || !ChannelGates.IsOlder(before.Version, floor))
                ? before
                : null;
        var pointer = new ChannelPointer(
            ToPointer(release),
            channel.Salt!,
            previous is null ? null : ToPointer(previous),
            channel.Minimum
        )
        {
            Warnings = view.Warnings.Count == 0 ? null : view.Warnings,
        };
        var rollout = new Rollout(release.Sha256, channel.Percent, channel.Rollout, channel.Reason);
        var of = new WantedChannel(channel);
        return new WantedChannel(channel)
        {
            Files =
            [
                TargetContent.Of(
                    of.PointerPath,
                    JsonSerializer.SerializeToUtf8Bytes(
                        pointer,
                        ProtocolJson.Default.ChannelPointer
                    )
                ),
                .. new[] { release, previous }
                    .OfType<Pointed>()
                    .Where(r => r.Release.State != ReleaseStates.Removed)
                    .DistinctBy(r => r.Sha256)
                    .Select(r => TargetContent.Elsewhere(ImageOf(channel, r))),
            ],
            Image = release.Sha256,
            Rollout = TargetContent.Of(
                of.RolloutPath,
                JsonSerializer.SerializeToUtf8Bytes(rollout, ProtocolJson.Default.Rollout)
            ),
            Fixes = new[] { view.Release, view.Previous }
                .OfType<Pointed>()
                .Select(r => r.Sha256)
                .Distinct()
                .ToDictionary(
                    image => image,
                    image =>
                        fixes.FirstOrDefault(f => f.Sha256 == image) is { } known
                            ? TargetContent.Of(of.FixesPath, KnownFixes.Write(known))
                            : null
                ),
        };
    }

    /// <summary>SHA-256 of all of it: another one means that there is something to publish.</summary>
    public static string Fingerprint(IEnumerable<WantedChannel> channels)
    {
        var lines = channels
            .OrderBy(c => c.Role, StringComparer.Ordinal)
            .Select(c =>
                $"{c.Role} {string.Join(' ', c.Files.Select(f => f.File.HashedPath))} {c.Rollout?.File.HashedPath} {string.Join(' ', c.Fixes.Values.Select(f => f?.File.HashedPath))}\n"
            );
        return Convert.ToHexStringLower(
            SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(string.Concat(lines)))
        );
    }

    /// <summary>True when a role that lists these files lists what is wanted, and nothing else.</summary>
    public static bool IsSame(
        IEnumerable<TargetContent> wanted,
        IReadOnlyCollection<TargetFile> listed
    ) =>
        wanted
            .Select(f => (f.File.HashedPath, f.File.Length))
            .ToHashSet()
            .SetEquals(listed.Select(f => (f.HashedPath, f.Length)));

    private static TargetFile ImageOf(Channel channel, Pointed release) =>
        new(
            UpdateRoles.ChannelPath(
                channel.Name,
                channel.Product,
                ReleaseFiles.Image(channel.Product, release.Version)
            ),
            release.Length,
            Hashes.OfSha256(release.Sha256.Hex)
        );

    private static Protocol.Rollouts.PointedRelease ToPointer(Pointed release) =>
        new(
            release.Version,
            release.Sha256,
            release.Length,
            release.Release.State is ReleaseStates.Withdrawn or ReleaseStates.Removed
                ? release.Release.Reason ?? release.Release.State
                : null
        );
}
