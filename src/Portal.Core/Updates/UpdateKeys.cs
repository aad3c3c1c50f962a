using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Trust.Tuf.Metadata;
using Portal.Trust.Tuf.Repository;

namespace Portal.Updates;

/// <summary>
/// Brings the repository to the keys that are wanted: at the first start keys of its own for each role, then whatever
/// <see cref="KeyOrder"/>s ask for. To be called under <see cref="UpdateLock"/>; killed anywhere, the next call goes on.
/// </summary>
internal sealed class UpdateKeys(
    IDbContextFactory<PortalDb> factory,
    UpdateTree tree,
    TimeProvider clock
)
{
    /// <param name="channels">Roles of channels.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <exception cref="TufException">The roots are gone, or a plan is refused.</exception>
    public async Task ApplyAsync(IEnumerable<string> channels, CancellationToken cancellationToken)
    {
        var repository = tree.Repository;
        repository.Recover(tree.Roots.Read());
        if (repository.KeysOf(RoleName.Root) is null)
        {
            Begin(repository);
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var orders = await db.Set<KeyOrder>()
            .Where(o => o.PlannedAt == null)
            .OrderBy(o => o.At)
            .ToListAsync(cancellationToken);
        foreach (var role in channels.Prepend(UpdateRoles.Rollout))
        {
            // An order for a role that is not there yet brings its keys with it.
            if (repository.KeysOf(role) is null && orders.TrueForAll(o => o.Role != role))
            {
                repository.Delegate(role, KeyPlan.Of(tree.Held.Generate()));
            }
        }

        foreach (var order in orders)
        {
            await PlanAsync(db, repository, order, cancellationToken);
        }
    }

    /// <summary>A root of trust of its own, with another key for each role.</summary>
    private void Begin(UpdateRepository repository)
    {
        if (tree.LastSigned(RoleName.Timestamp) > 0)
        {
            throw new TufException(
                TufFault.NotFound,
                "Every root of the update repository is gone, and clients follow no other: restore keys/tuf/roots, or the updates folder, from a backup."
            );
        }

        repository.PlanRoot(new RootPlan(New(), New(), New(), New()));

        KeyPlan New() => KeyPlan.Of(tree.Held.Generate());
    }

    private async Task PlanAsync(
        PortalDb db,
        UpdateRepository repository,
        KeyOrder order,
        CancellationToken cancellationToken
    )
    {
        if (order.Keys is null)
        {
            // Noted before it is planned: a kill in between makes no second one.
            order.Make(tree.Held.Generate());
            db.Audit(Caller.System, "update.key", order.Role, order.ToPlan().Keys[0].KeyId);
            await db.SaveChangesAsync(cancellationToken);
        }

        var plan = order.ToPlan();
        if (repository.KeysOf(order.Role)?.IsSame(plan) != true)
        {
            if (RoleName.IsTopLevel(order.Role))
            {
                repository.PlanRoot(RootPlanWith(repository, order.Role, plan));
            }
            else
            {
                repository.Delegate(order.Role, plan);
            }
        }

        order.Plan(clock.GetUtcNow());
        db.Audit(
            Caller.System,
            "update.keys.plan",
            order.Role,
            $"{plan.Threshold} of {string.Join(' ', plan.Keys.Select(k => k.KeyId))}"
        );
        await db.SaveChangesAsync(cancellationToken);
    }

    private static RootPlan RootPlanWith(UpdateRepository repository, string role, KeyPlan plan)
    {
        return new RootPlan(
            PlanOf(RoleName.Root),
            PlanOf(RoleName.Targets),
            PlanOf(RoleName.Snapshot),
            PlanOf(RoleName.Timestamp)
        );

        KeyPlan PlanOf(string name) => name == role ? plan : repository.KeysOf(name)!;
    }
}
