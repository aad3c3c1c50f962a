using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Trust.Keys;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;
using Portal.Updates;

namespace Portal.Health;

/// <summary>Whether the update repository is signed, and signed again in time; and who has to sign what.</summary>
internal sealed class UpdatesCheckup(
    IDbContextFactory<PortalDb> databases,
    UpdateTree tree,
    TimeProvider clock
) : ICheckup
{
    private const string SignOnline =
        "Start a portal with Jobs__Enabled=true and the keys; its log says why it does not sign.";

    public string Name => "updates";

    public bool NeedsDatabase => true;

    public async Task<IReadOnlyList<HealthFinding>> RunAsync(
        bool deep,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var state = await db.UpdateStates().SingleOrDefaultAsync(cancellationToken);
        if (state is null)
        {
            return [HealthFinding.Ok(Name, "Nothing was published yet.")];
        }

        var findings = new List<HealthFinding>();
        if (state.Error is { } error)
        {
            findings.Add(
                HealthFinding.Warning(
                    $"{Name}.failed",
                    $"The update repository could not be published: {error}",
                    "It is tried again by itself; the log of the node that tries has the cause."
                )
            );
        }

        try
        {
            var roles = tree.LookAgain();
            findings.AddRange(roles.Count == 0 ? [Missing()] : roles.SelectMany(Look));
        }
        catch (Exception e) when (e is TufException or KeyFolderException or IOException)
        {
            findings.Add(
                HealthFinding.Error(
                    $"{Name}.damaged",
                    $"The update repository cannot be read: {e.Message}",
                    "Remove the folder's metadata and start a portal that holds the keys: it makes it again."
                )
            );
        }

        if (findings.Count == 0)
        {
            findings.Add(
                HealthFinding.Ok(Name, "The update repository is signed, and nothing expires soon.")
            );
        }

        return findings;
    }

    /// <summary>After a restore it is so: backups hold what it is made from.</summary>
    private HealthFinding Missing() =>
        tree.HoldsKeys
            ? HealthFinding.Ok(
                Name,
                "The update repository is not there, and is made again: its keys are."
            )
            : HealthFinding.Error(
                $"{Name}.missing",
                $"The update repository is not in {tree.Folder}, and its keys are not here to make it again.",
                "Set Updates__Path to the folder that nodes share, or start a portal that holds the keys."
            );

    private IEnumerable<HealthFinding> Look(RoleStatus role)
    {
        var now = clock.GetUtcNow();
        var sign = role.Waiting is null
            ? SignOnline
            : $"gtp keys export {role.Role}, sign it and submit it (docs/keys.md).";
        if (role.Expires <= now)
        {
            yield return HealthFinding.Error(
                $"{Name}.expired",
                $"{role.Role} has expired at {role.Expires:yyyy-MM-dd HH:mm} UTC: hosts believe nothing of it any more.",
                sign
            );
        }
        else if (role.IsAlarming)
        {
            yield return HealthFinding.Warning(
                $"{Name}.expires",
                $"{role.Role} expires at {role.Expires:yyyy-MM-dd HH:mm} UTC and was not signed again.",
                sign
            );
        }

        if (role.Waiting is { } waiting && waiting.Signatures < waiting.Needed)
        {
            yield return HealthFinding.Warning(
                $"{Name}.waits",
                $"{role.Role} version {waiting.Version} waits for signatures: {waiting.Signatures} of {waiting.Needed} are there.",
                sign
            );
        }
    }
}
