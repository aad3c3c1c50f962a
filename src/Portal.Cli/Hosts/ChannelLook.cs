using System.Text.Json;
using Portal.Cli.Shell;
using Portal.Packaging.Mirrors;
using Portal.Packaging.Versions;
using Portal.Protocol;
using Portal.Protocol.Releases;
using Portal.Protocol.Rollouts;
using Portal.Trust.Tuf.Client;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Cli.Hosts;

/// <summary>What a channel says to this host now, verified.</summary>
/// <param name="Mirror">Which one said so.</param>
/// <param name="Rollout">How far; null when it is missing or was refused.</param>
/// <param name="RolloutProblem">Why it is null.</param>
/// <param name="Fixes">What is known of security in the channel's releases; null: nothing, or it was refused.</param>
/// <param name="FixesProblem">Why it was refused.</param>
/// <param name="Wanted">What to take; null: nothing.</param>
/// <param name="Expires">When what the mirror says has to have been signed again.</param>
internal sealed record ChannelLook(
    Mirror Mirror,
    ChannelPointer Pointer,
    Rollout? Rollout,
    string? RolloutProblem,
    ChannelFixes? Fixes,
    string? FixesProblem,
    RolloutDecision Decision,
    MirrorImage? Wanted,
    DateTimeOffset Expires
);

/// <summary>Asks the mirrors, one after the other, until one has something that can be trusted.</summary>
internal sealed class ChannelReader(
    HostFolder folder,
    HostSettings settings,
    IReadOnlyList<Mirror> mirrors,
    TimeProvider clock
)
{
    /// <exception cref="CommandException">No mirror has anything that can be trusted; each one's reason is told.</exception>
    public Task<ChannelLook> LookAsync(KeptImage? installed, CancellationToken cancellationToken) =>
        FirstMirror.AskAsync(
            mirrors,
            mirror => LookAsync(mirror, installed, cancellationToken),
            "cli.host",
            "No mirror has what can be trusted; everything stays as it is."
        );

    private async Task<ChannelLook> LookAsync(
        Mirror mirror,
        KeptImage? installed,
        CancellationToken cancellationToken
    )
    {
        using var updater = new Updater(folder.Trust, mirror.Metadata, clock);
        await updater.RefreshAsync(cancellationToken);
        var channel = new PublishedChannel(
            updater,
            mirror.Targets,
            settings.Product,
            settings.Channel
        );
        var pointer = await channel.PointerAsync(cancellationToken);
        var (rollout, problem) = await channel.RolloutAsync(cancellationToken);
        var (fixes, fixesProblem) = await FixesAsync(updater, mirror, pointer, cancellationToken);
        var decision = Decide(pointer, rollout, installed);
        var release = decision.Action switch
        {
            RolloutAction.TakeRelease => pointer.Release,
            RolloutAction.TakePrevious => pointer.Previous,
            _ => null,
        };
        return new ChannelLook(
            mirror,
            pointer,
            rollout,
            problem,
            fixes,
            fixesProblem,
            decision,
            release is null ? null : await channel.ImageOfAsync(release, cancellationToken),
            updater.Trusted.Timestamp!.Expires
        );
    }

    /// <summary>It tells people and decides nothing: what is wrong with it is told, and stands in nobody's way.</summary>
    private async Task<(ChannelFixes?, string?)> FixesAsync(
        Updater updater,
        Mirror mirror,
        ChannelPointer pointer,
        CancellationToken cancellationToken
    )
    {
        var path = UpdateRoles.FixesPath(settings.Channel, settings.Product);
        try
        {
            var json = await updater.ReadAsync(
                path,
                mirror.Targets,
                (int)UpdateRoles.MaxRolloutLength,
                cancellationToken
            );
            var fixes = json is null
                ? null
                : JsonSerializer.Deserialize(json, ProtocolJson.Default.ChannelFixes);
            return fixes is null || fixes.Sha256 != pointer.Release.Sha256 ? (null, null)
                : KnownSecurity.IsReadable(fixes) ? (fixes, null)
                : (null, $"{path}: it is not what this gtp understands.");
        }
        catch (TufException e)
        {
            return (null, e.Message);
        }
        catch (JsonException e)
        {
            return (null, $"{path}: {e.Message}");
        }
    }

    private RolloutDecision Decide(ChannelPointer pointer, Rollout? rollout, KeptImage? installed)
    {
        if (settings.Pinned is not { } pinned)
        {
            return RolloutDecision.Make(
                pointer,
                rollout,
                installed is null ? null : new InstalledImage(installed.Version, installed.Sha256),
                Convert.FromHexString(settings.Id),
                VersionOrder.Instance
            );
        }

        const string reason = "pinned";
        return installed?.Version == pinned ? new RolloutDecision(RolloutAction.Keep, reason)
            : IsUsable(pointer.Release) ? new RolloutDecision(RolloutAction.TakeRelease, reason)
            : IsUsable(pointer.Previous) ? new RolloutDecision(RolloutAction.TakePrevious, reason)
            : new RolloutDecision(RolloutAction.Keep, "pinned-elsewhere");

        bool IsUsable(PointedRelease? release) =>
            release is { Withdrawn: null }
            && release.Version == pinned
            && (
                pointer.Minimum is null
                || VersionOrder.Instance.Compare(release.Version, pointer.Minimum) >= 0
            );
    }
}
