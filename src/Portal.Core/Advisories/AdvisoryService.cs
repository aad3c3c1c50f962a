using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Components;
using Portal.Data;
using Portal.Jobs;
using Portal.Problems;
using Portal.Protocol.Access;
using Portal.Protocol.Problems;

namespace Portal.Advisories;

/// <summary>An advisory, and whose component it is of.</summary>
public sealed record OwnedAdvisory(Advisory Advisory, string Project);

/// <summary>An advisory that was asked for, and whether it was made just now.</summary>
public sealed record PublishedAdvisory(OwnedAdvisory Owned, bool IsNew);

/// <summary>Publishes, changes and withdraws advisories: maintainers of the component's project and administrators.</summary>
public sealed class AdvisoryService(
    IDbContextFactory<PortalDb> factory,
    WorkNudge nudge,
    TimeProvider clock
)
{
    /// <summary>True when they may tell of a component of this project.</summary>
    public static bool MayTell(Caller caller, string project)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.May(project, Roles.ProjectMaintainer);
    }

    /// <summary>Saying the same again gives what is there.</summary>
    /// <returns>The advisory, or every finding at once.</returns>
    public async Task<Result<PublishedAdvisory>> PublishAsync(
        Caller caller,
        string component,
        string name,
        AdvisoryDraft draft,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(draft);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var owner = await db.Components()
            .SingleOrDefaultAsync(c => c.Name == component, cancellationToken);
        if (owner is null)
        {
            return ComponentErrors.NotFound.With($"There is no component '{component}'.");
        }

        if (!MayTell(caller, owner.Project))
        {
            return Refuse(owner.Project);
        }

        name = AdvisoryText.Canonical(name);
        var (text, findings) = AdvisoryText.Read(draft);
        if (AdvisoryText.CheckName(name) is { } wrong)
        {
            findings = [wrong, .. findings];
        }

        if (findings.Count > 0)
        {
            return AdvisoryErrors.Invalid.With(findings);
        }

        var advisory = Advisory.Of(component, name, text!, caller.Name, Now());
        db.Add(advisory);
        db.Audit(caller, "advisory.publish", $"{component}/{name}", Detail(advisory));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            return
                await FindAsync(component, name, cancellationToken) is { } there
                && there.Advisory.Says(text!)
                ? new PublishedAdvisory(there, IsNew: false)
                : AdvisoryErrors.IdTaken.With($"{component} has an advisory {name} already.");
        }

        nudge.Nudge();
        return new PublishedAdvisory(new(advisory, owner.Project), IsNew: true);
    }

    /// <param name="revision">Of what the caller has looked at; null: they did not say.</param>
    public Task<Result<OwnedAdvisory>> ChangeAsync(
        Caller caller,
        string component,
        string name,
        AdvisoryDraft draft,
        long? revision,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(draft);
        var (text, findings) = AdvisoryText.Read(draft);
        return RunAsync(
            caller,
            component,
            name,
            revision,
            findings,
            (db, advisory) =>
            {
                if (!advisory.Says(text!))
                {
                    advisory.Change(text!, caller.Name, Now());
                    db.Audit(
                        caller,
                        "advisory.change",
                        $"{component}/{advisory.Name}",
                        Detail(advisory)
                    );
                }
            },
            cancellationToken
        );
    }

    /// <summary>It was none after all. It stays to be read, and nothing is affected by it any more.</summary>
    /// <param name="revision">Of what the caller has looked at; null: they did not say.</param>
    public Task<Result<OwnedAdvisory>> WithdrawAsync(
        Caller caller,
        string component,
        string name,
        string? reason,
        long? revision,
        CancellationToken cancellationToken
    )
    {
        var why = (reason ?? "").Trim();
        Finding[] findings = why.Length is 0 or > Advisory.ReasonLength
            ?
            [
                new(
                    "advisory.reason",
                    $"A reason of 1 to {Advisory.ReasonLength} characters says to everybody why.",
                    "reason"
                ),
            ]
            : [];
        return RunAsync(
            caller,
            component,
            name,
            revision,
            findings,
            (db, advisory) =>
            {
                advisory.Withdraw(why, caller.Name, Now());
                db.Audit(caller, "advisory.withdraw", $"{component}/{advisory.Name}", why);
            },
            cancellationToken
        );
    }

    public async Task<OwnedAdvisory?> FindAsync(
        string component,
        string name,
        CancellationToken cancellationToken
    )
    {
        name = AdvisoryText.Canonical(name);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Advisories()
            .Where(a => a.Component == component && a.Name == name)
            .Join(
                db.Components(),
                a => a.Component,
                c => c.Name,
                (a, c) => new OwnedAdvisory(a, c.Project)
            )
            .SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Last published first, withdrawn ones too.</summary>
    /// <param name="component">Of this one; null: of all.</param>
    /// <param name="name">Of this name; null: all.</param>
    /// <param name="page">The key is <see cref="Advisory.Id"/>.</param>
    public async Task<Page<OwnedAdvisory>> ListAsync(
        string? component,
        string? name,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var query = db.Advisories();
        if (component is not null)
        {
            query = query.Where(a => a.Component == component);
        }

        if (name is not null)
        {
            name = AdvisoryText.Canonical(name);
            query = query.Where(a => a.Name == name);
        }

        if (Guid.TryParse(page.After, out var after))
        {
            query = query.Where(a => a.Id < after);
        }

        // Ids are made in the order of time.
        var rows = await query
            .OrderByDescending(a => a.Id)
            .Take(page.Take)
            .Join(
                db.Components(),
                a => a.Component,
                c => c.Name,
                (a, c) => new OwnedAdvisory(a, c.Project)
            )
            .ToListAsync(cancellationToken);
        // A join promises no order.
        rows.Sort((left, right) => right.Advisory.Id.CompareTo(left.Advisory.Id));
        return PageOf.Cut(rows, page, a => $"{a.Advisory.Id}");
    }

    private async Task<Result<OwnedAdvisory>> RunAsync(
        Caller caller,
        string component,
        string name,
        long? revision,
        IReadOnlyList<Finding> findings,
        Action<PortalDb, Advisory> apply,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (await FindAsync(component, name, cancellationToken) is not { } found)
        {
            return NoSuch(component, name);
        }

        if (!MayTell(caller, found.Project))
        {
            return Refuse(found.Project);
        }

        if (revision is null)
        {
            return AdvisoryErrors.TagMissing;
        }

        if (findings.Count > 0)
        {
            return AdvisoryErrors.Invalid.With(findings);
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var advisory = await db.Set<Advisory>()
            .SingleAsync(a => a.Id == found.Advisory.Id, cancellationToken);
        if (advisory.Revision != revision)
        {
            return AdvisoryErrors.Changed;
        }

        if (advisory.IsWithdrawn)
        {
            return AdvisoryErrors.Withdrawn.With(
                $"{advisory.WithdrawnBy} withdrew {advisory.Name} of {component}: {advisory.WithdrawnReason}"
            );
        }

        apply(db, advisory);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return AdvisoryErrors.Changed;
        }

        nudge.Nudge();
        return new OwnedAdvisory(advisory, found.Project);
    }

    internal static Error NoSuch(string component, string name) =>
        AdvisoryErrors.NotFound.With($"{component} has no advisory '{name}'.");

    private static Error Refuse(string project) =>
        AccessErrors.Forbidden.With(
            $"Only maintainers of {project} and administrators tell of problems of its components."
        );

    private static string Detail(Advisory advisory) =>
        $"{advisory.Severity}: {advisory.AffectedText.Replace("\n", ", ", StringComparison.Ordinal)}";

    /// <summary>As both databases give it back.</summary>
    private DateTimeOffset Now() =>
        DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
}
