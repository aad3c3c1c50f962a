using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Channels;
using Portal.Data;
using Portal.Protocol;
using Portal.Protocol.Channels;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Updates;

/// <summary>
/// Makes the update repository say what channels say. It compares and changes what differs, so it may be killed anywhere
/// and called again: what is published is always the old state or the new one, role by role.
/// </summary>
internal sealed class UpdateReconciliation(
    IDbContextFactory<PortalDb> factory,
    UpdateTree tree,
    UpdateKeys keys
)
{
    /// <summary>To be called under <see cref="UpdateLock"/>, on a node that can sign.</summary>
    /// <returns>Sentences of what changed, for the audit log; none where it was only signed again.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(
        IReadOnlyList<WantedChannel> wanted,
        CancellationToken cancellationToken
    )
    {
        var before = Versions();
        await keys.ApplyAsync(wanted.Select(c => c.Role), cancellationToken);
        var repository = tree.Repository;
        foreach (var channel in wanted)
        {
            if (
                repository.KeysOf(channel.Role) is not null
                && !WantedChannel.IsSame(channel.Files, repository.FilesOf(channel.Role))
            )
            {
                repository.PublishFiles(channel.Role, channel.Files);
            }
        }

        // First what waits: it may be the pointer of which it is to be said how far.
        repository.Publish();
        PublishRollout(repository, wanted);
        tree.Roots.Keep(repository.Roots());
        await GoLiveAsync(cancellationToken);
        return
        [
            .. Versions()
                .Where(role =>
                    role.Key is not (RoleName.Timestamp or RoleName.Snapshot)
                    && before.GetValueOrDefault(role.Key) != role.Value
                )
                .Select(role => $"{role.Key} version {role.Value}"),
        ];
    }

    private Dictionary<string, long> Versions() =>
        tree.LookAgain()
            .Where(r => r.Version > 0)
            .ToDictionary(r => r.Role, r => r.Version, StringComparer.Ordinal);

    /// <summary>
    /// How far is said of the image that the published pointer names. While another pointer waits for a signature, what was
    /// said of the one that is out stays: whoever meets an image with nothing said about it holds back. What is known of
    /// security is said of the published image too, and anew when an advisory comes while the next pointer waits.
    /// </summary>
    private void PublishRollout(UpdateRepository repository, IReadOnlyList<WantedChannel> wanted)
    {
        var listed = repository.FilesOf(UpdateRoles.Rollout).ToDictionary(f => f.Path);
        var files = new List<TargetContent>();
        foreach (var channel in wanted)
        {
            var image = PublishedImage(repository, channel);
            if (channel.Rollout is { } rollout && image == channel.Image)
            {
                files.Add(rollout);
            }
            else if (channel.Rollout is not null)
            {
                Keep(channel.RolloutPath);
            }

            if (image is { } published && channel.Fixes.TryGetValue(published, out var fixes))
            {
                if (fixes is not null)
                {
                    files.Add(fixes);
                }
            }
            else if (channel.Rollout is not null)
            {
                Keep(channel.FixesPath);
            }
        }

        if (!WantedChannel.IsSame(files, listed.Values))
        {
            repository.PublishFiles(UpdateRoles.Rollout, files);
        }

        void Keep(string path)
        {
            if (listed.TryGetValue(path, out var kept))
            {
                files.Add(TargetContent.Elsewhere(kept));
            }
        }
    }

    private Digest? PublishedImage(UpdateRepository repository, WantedChannel channel) =>
        repository
            .PublishedFilesOf(channel.Role)
            ?.FirstOrDefault(f => f.Path == channel.PointerPath)
            is { } file
        && tree.ReadTarget(file) is { } bytes
            ? JsonSerializer.Deserialize(bytes, ProtocolJson.Default.ChannelPointer)?.Release.Sha256
            : null;

    /// <summary>A channel can be promoted once its role is delegated to.</summary>
    private async Task GoLiveAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var waiting = await db.Set<Channel>()
            .Where(c => c.State == ChannelStates.AwaitingDelegation)
            .ToListAsync(cancellationToken);
        if (waiting.Count == 0)
        {
            return;
        }

        var roles = tree.LookAgain().Where(r => r.Version > 0).Select(r => r.Role).ToHashSet();
        var live = waiting
            .Where(c => roles.Contains(UpdateRoles.Channel(c.Name, c.Product)))
            .ToList();
        foreach (var channel in live)
        {
            channel.GoLive();
            db.Audit(Caller.System, "channel.live", $"{channel.Product}/{channel.Name}");
        }

        if (live.Count > 0)
        {
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}
