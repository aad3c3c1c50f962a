using System.Text.Json;
using Portal.Protocol;
using Portal.Protocol.Releases;
using Portal.Protocol.Rollouts;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Packaging.Mirrors;

/// <summary>A channel that a mirror holds, by roles that were verified.</summary>
internal sealed class MirrorChannel(
    string name,
    string product,
    DelegatedRole delegated,
    Targets role,
    Targets rollout
)
{
    public const string PointerName = "channel.json";

    public string Name => name;

    public string Product => product;

    /// <summary>Name of the role that says what.</summary>
    public string Role => delegated.Name;

    /// <summary>What clients can be led to: the role's files below its own path, and how far.</summary>
    /// <exception cref="TufException"><see cref="TufFault.Refused"/>: a name that is no plain path.</exception>
    public IEnumerable<TargetFile> Files()
    {
        foreach (var file in role.Files.Values.Where(f => delegated.Covers(f.Path)))
        {
            yield return TargetPath.IsPortable(file.Path)
                ? file
                : throw new TufException(
                    TufFault.Refused,
                    $"{Role} lists a file whose name is no plain path."
                );
        }

        if (Rollout is { } far)
        {
            yield return far;
        }
    }

    /// <summary>The release of an image; null for another file.</summary>
    public string? VersionOf(TargetFile file)
    {
        var last = file.Path[(file.Path.LastIndexOf('/') + 1)..];
        return
            last.StartsWith(product + "-", StringComparison.Ordinal)
            && last.EndsWith(".iso", StringComparison.Ordinal)
            && last[(product.Length + 1)..^".iso".Length] is var version
            && Names.IsReleaseVersion(version)
            && Digest.TryParse(file.Hashes.Values.GetValueOrDefault(Hashes.Sha256), out _)
            ? version
            : null;
    }

    /// <summary>
    /// What everybody may take, by the pointer and how far it is let out: version, whether it is withdrawn, and the hashed path of
    /// the image. Null while that is nothing, or cannot be told.
    /// </summary>
    public (string Version, bool IsWithdrawn)? HandsOut(Func<TargetFile, byte[]?> read)
    {
        try
        {
            if (
                Pointer is not { } file
                || read(file) is not { } bytes
                || JsonSerializer.Deserialize(bytes, ProtocolJson.Default.ChannelPointer)
                    is not { } pointer
            )
            {
                return null;
            }

            var far =
                Rollout is { } told && read(told) is { } json
                    ? JsonSerializer.Deserialize(json, ProtocolJson.Default.Rollout)
                    : null;
            var release =
                far is { Percent: 100, State: RolloutStates.Running }
                && far.Sha256 == pointer.Release.Sha256
                    ? pointer.Release
                    : pointer.Previous;
            return release is null ? null : (release.Version, release.Withdrawn is not null);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The path of an image that the role lists, in the tree; null for one that it does not.</summary>
    public string? ImageOf(string version, string sha256) =>
        role.Files.Values.FirstOrDefault(f =>
            f.Path == UpdateRoles.ChannelPath(name, product, ReleaseFiles.Image(product, version))
            && f.Hashes.Values.GetValueOrDefault(Hashes.Sha256) == sha256
        )
            is { } found
            ? MirrorPaths.Target(found.HashedPath)
            : null;

    private TargetFile? Pointer =>
        role.Files.GetValueOrDefault(UpdateRoles.ChannelPath(name, product, PointerName));

    private TargetFile? Rollout =>
        rollout.Files.GetValueOrDefault(UpdateRoles.RolloutPath(name, product));
}
