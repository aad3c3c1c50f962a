using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol;

namespace Portal.Projects;

/// <summary>Asks for a project, and shows what became of it.</summary>
public sealed class ProjectRequestService(IDbContextFactory<PortalDb> factory, TimeProvider clock)
{
    /// <summary>How many of one account may wait for an answer.</summary>
    public const int Most = 5;

    /// <summary>Any signed-in person may ask.</summary>
    public async Task<Result<ProjectRequest>> CreateAsync(
        Caller caller,
        string name,
        string title,
        string reason,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(reason);
        if (caller.Kind != CallerKind.Account || caller.NeedsSecondFactor)
        {
            return AccessErrors.Forbidden.With("People ask for projects.");
        }

        if (Check(name, title.Trim(), reason.Trim()) is { } invalid)
        {
            return invalid;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        if (await db.Projects().AnyAsync(p => p.Name == name, cancellationToken))
        {
            return ProjectErrors.NameTaken.With(
                $"There is a project '{name}' already: its maintainers let you in."
            );
        }

        var open = await db.ProjectRequests()
            .Where(r => r.RequestedBy == caller.Name && r.State == ProjectRequestState.Open)
            .Select(r => r.Name)
            .ToListAsync(cancellationToken);
        if (open.Contains(name))
        {
            return ProjectErrors.Requested.With($"'{name}' waits for an answer.");
        }

        if (open.Count >= Most)
        {
            return ProjectErrors.TooManyRequests;
        }

        var request = new ProjectRequest
        {
            Name = name,
            Title = title.Trim(),
            Reason = reason.Trim(),
            RequestedBy = caller.Name,
            RequestedAt = clock.GetUtcNow(),
        };
        db.Add(request);
        db.Audit(caller, "project.request", name);
        await db.SaveChangesAsync(cancellationToken);
        return request;
    }

    /// <summary>Newest first: an administrator sees all, others their own.</summary>
    /// <param name="state">Only those in this state; null: all.</param>
    public async Task<Page<ProjectRequest>> ListAsync(
        Caller caller,
        ProjectRequestState? state,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var query = db.ProjectRequests();
        if (!caller.IsAdministrator)
        {
            query = query.Where(r => r.RequestedBy == caller.Name);
        }

        if (state is { } only)
        {
            query = query.Where(r => r.State == only);
        }

        if (Guid.TryParse(page.After, out var after))
        {
            query = query.Where(r => r.Id < after);
        }

        var rows = await query
            .OrderByDescending(r => r.Id)
            .Take(page.Take)
            .ToListAsync(cancellationToken);
        return PageOf.Cut(rows, page, r => $"{r.Id}");
    }

    /// <summary>How many wait for an answer; zero for whoever does not answer them.</summary>
    public async Task<int> CountOpenAsync(Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.IsAdministrator)
        {
            return 0;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.ProjectRequests()
            .CountAsync(r => r.State == ProjectRequestState.Open, cancellationToken);
    }

    private static Error? Check(string name, string title, string reason)
    {
        if (!Names.IsName(name) || Project.Reserved.Contains(name))
        {
            return ProjectErrors.InvalidName.With($"'{name}' cannot be a name.");
        }

        if (title.Length is 0 or > Project.TitleLength || title.Any(char.IsControl))
        {
            return ProjectErrors.InvalidTitle;
        }

        return reason.Length is 0 or > ProjectRequest.ReasonLength
            ? ProjectErrors.InvalidReason
            : null;
    }
}
