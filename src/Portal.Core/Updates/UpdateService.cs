using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Channels;
using Portal.Data;
using Portal.Jobs;
using Portal.Problems;
using Portal.Protocol.Problems;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Updates;

/// <summary>How a role of the update repository stands.</summary>
/// <param name="IsOnline">The node that publishes holds enough of its keys: nobody else has to sign.</param>
/// <param name="Ordered">Other keys were asked for, and no metadata says so yet.</param>
public sealed record UpdateRole(RoleStatus Status, bool IsOnline, KeyOrder? Ordered);

/// <summary>Shows the roles, hands out what waits for signatures, takes signatures and wishes for other keys.</summary>
public sealed class UpdateService(
    IDbContextFactory<PortalDb> factory,
    ChannelBoard board,
    UpdateTree tree,
    UpdateLock one,
    WorkNudge nudge,
    TimeProvider clock
)
{
    public const int MaxFile = 512_000;
    public const int MaxKeys = 16;

    /// <summary>Root first; empty before the first publication.</summary>
    public async Task<IReadOnlyList<UpdateRole>> ListAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var state = await StateAsync(cancellationToken);
        var orders = await db.KeyOrders()
            .Where(o => o.PlannedAt == null)
            .ToDictionaryAsync(o => o.Role, cancellationToken);
        return
        [
            .. tree.Look()
                .Select(role => new UpdateRole(
                    role,
                    IsOnline(state, role),
                    orders.GetValueOrDefault(role.Role)
                )),
        ];
    }

    /// <summary>The row that says when it was published last, and what went wrong; null before the first attempt.</summary>
    public async Task<UpdateState?> StateAsync(CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.UpdateStates().SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The metadata file that waits, to be carried to whoever signs.</summary>
    public Result<byte[]> Waiting(string role)
    {
        var found = tree.LookAgain().FirstOrDefault(r => r.Role == role);
        return found is null ? NoSuch(role)
            : found.Waiting is { } waiting ? waiting.File.ToArray()
            : UpdateErrors.NothingWaits.With($"Nothing of {role} waits for signatures.");
    }

    /// <summary>
    /// Takes signatures in. They are checked at once; the job publishes when there are enough. Whoever may promote a channel
    /// hands in signatures of its role, an administrator those of any.
    /// </summary>
    public async Task<Result<UpdateRole>> SubmitAsync(
        Caller caller,
        string role,
        ReadOnlyMemory<byte> file,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!await MaySubmitAsync(caller, role, cancellationToken))
        {
            return AccessErrors.Forbidden.With(
                "Only administrators, and for a channel's role whoever may promote it, hand in signatures."
            );
        }

        await using (await one.TakeAsync(cancellationToken))
        {
            if (tree.LookAgain().All(r => r.Role != role))
            {
                return NoSuch(role);
            }

            try
            {
                tree.Repository.TakeSignatures(role, file.Span);
            }
            catch (TufException e)
            {
                return UpdateErrors.Refused.With(e.Message);
            }

            await using var db = await factory.CreateDbContextAsync(cancellationToken);
            if (await db.Set<UpdateState>().SingleOrDefaultAsync(cancellationToken) is { } state)
            {
                state.Schedule(clock.GetUtcNow());
            }

            db.Audit(caller, "update.sign", role);
            await db.SaveChangesAsync(cancellationToken);
        }

        nudge.Nudge();
        return await FindAsync(role, cancellationToken);
    }

    /// <summary>Asks for other keys. Metadata that says so is planned by the job, and waits for signatures where it has to.</summary>
    /// <param name="pems">Public keys; null: a new one that the portal makes and holds.</param>
    public async Task<Result<UpdateRole>> OrderKeysAsync(
        Caller caller,
        string role,
        IReadOnlyList<string>? pems,
        int threshold,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.IsAdministrator)
        {
            return AccessErrors.Forbidden.With("Only administrators decide which keys sign.");
        }

        if (tree.LookAgain().All(r => r.Role != role))
        {
            return NoSuch(role);
        }

        var keys = new List<TufKey>();
        var findings = Check(pems, threshold, keys);
        if (findings.Count > 0)
        {
            return UpdateErrors.KeysInvalid.With(findings);
        }

        await using (await one.TakeAsync(cancellationToken))
        {
            await using var db = await factory.CreateDbContextAsync(cancellationToken);
            var order = await db.Set<KeyOrder>()
                .SingleOrDefaultAsync(o => o.Role == role, cancellationToken);
            if (order is null)
            {
                db.Add(order = KeyOrder.Of(role));
            }

            order.Ask(pems is null ? null : keys, threshold, caller.Name, clock.GetUtcNow());
            db.Audit(
                caller,
                "update.keys",
                role,
                pems is null
                    ? "a new one of the portal"
                    : $"{threshold} of {string.Join(' ', keys.Select(k => k.KeyId))}"
            );
            await db.SaveChangesAsync(cancellationToken);
        }

        nudge.Nudge();
        return await FindAsync(role, cancellationToken);
    }

    internal static bool IsOnline(UpdateState? state, RoleStatus role) =>
        (role.Waiting?.Signers ?? role.Signers) is { } signers
        && state?.Holds(signers.Keys.Select(k => k.KeyId), signers.Threshold) == true;

    private static List<Finding> Check(
        IReadOnlyList<string>? pems,
        int threshold,
        List<TufKey> keys
    )
    {
        var findings = new List<Finding>();
        for (var i = 0; i < pems?.Count; i++)
        {
            try
            {
                keys.Add(TufKey.FromPem(pems[i].Trim().ReplaceLineEndings("\n") + "\n"));
            }
            catch (TufException e)
            {
                findings.Add(new("update.key", e.Message, $"keys[{i}]"));
            }
        }

        var count = pems?.Count ?? 1;
        if (count is 0 or > MaxKeys || keys.DistinctBy(k => k.Fingerprint).Count() < keys.Count)
        {
            findings.Add(
                new("update.keys", $"A role has 1 to {MaxKeys} keys, each another one.", "keys")
            );
        }

        if (threshold < 1 || threshold > count)
        {
            findings.Add(
                new(
                    "update.threshold",
                    $"{threshold} of {count} keys cannot sign: the threshold is at least 1 and at most the number of keys.",
                    "threshold"
                )
            );
        }

        return findings;
    }

    private async Task<Result<UpdateRole>> FindAsync(
        string role,
        CancellationToken cancellationToken
    )
    {
        tree.LookAgain();
        return (await ListAsync(cancellationToken)).First(r => r.Status.Role == role);
    }

    private async Task<bool> MaySubmitAsync(
        Caller caller,
        string role,
        CancellationToken cancellationToken
    ) =>
        caller.IsAdministrator
        || (
            role.Split('.') is [var channel, var product]
            && await board.FindAsync(product, channel, cancellationToken) is { } view
            && caller.MayPromote(view.Channel)
        );

    private static Error NoSuch(string role) =>
        UpdateErrors.NoSuchRole.With($"There is no role '{role}'.");
}
