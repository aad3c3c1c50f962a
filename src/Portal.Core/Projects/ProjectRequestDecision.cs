using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol.Access;

namespace Portal.Projects;

/// <summary>Answers requests for projects: administrators approve or decline, whoever asked takes back.</summary>
public sealed class ProjectRequestDecision(IDbContextFactory<PortalDb> factory, TimeProvider clock)
{
    /// <summary>Makes the project, and its requester its maintainer, in one transaction.</summary>
    public async Task<Result<ProjectRequest>> ApproveAsync(
        Caller caller,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!caller.IsAdministrator)
        {
            return AccessErrors.Forbidden.With("Only administrators answer requests.");
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var request = await db.Set<ProjectRequest>().FindAsync([id], cancellationToken);
        if (request is null)
        {
            return ProjectErrors.NoSuchRequest;
        }

        Answer(request, caller, ProjectRequestState.Approved, null);
        db.Add(
            new Project
            {
                Name = request.Name,
                Title = request.Title,
                CreatedAt = clock.GetUtcNow(),
            }
        );
        var maintainer = new Grant(Roles.ProjectMaintainer, request.Name);
        var holds = await db.Principals()
            .AnyAsync(
                p =>
                    p.Name == request.RequestedBy
                    && p.Held.Any(g =>
                        g.Role == Roles.ProjectMaintainer && g.Scope == request.Name
                    ),
                cancellationToken
            );
        if (!holds)
        {
            db.GiveTo(request.RequestedBy, maintainer);
        }

        db.Audit(caller, "project.create", request.Name, $"asked for by {request.RequestedBy}");
        db.Audit(
            caller,
            "grant.give",
            request.RequestedBy,
            $"{maintainer.Role} of {maintainer.Scope}"
        );
        return await SaveAsync(db, request, cancellationToken);
    }

    public async Task<Result<ProjectRequest>> DeclineAsync(
        Caller caller,
        Guid id,
        string reason,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(reason);
        if (!caller.IsAdministrator)
        {
            return AccessErrors.Forbidden.With("Only administrators answer requests.");
        }

        var trimmed = reason.Trim();
        if (trimmed.Length is 0 or > ProjectRequest.ReasonLength)
        {
            return ProjectErrors.InvalidReason;
        }

        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var request = await db.Set<ProjectRequest>().FindAsync([id], cancellationToken);
        if (request is null)
        {
            return ProjectErrors.NoSuchRequest;
        }

        Answer(request, caller, ProjectRequestState.Declined, trimmed);
        db.Audit(caller, "project.decline", request.Name, trimmed);
        return await SaveAsync(db, request, cancellationToken);
    }

    /// <summary>Takes one's own request back.</summary>
    public async Task<Result<ProjectRequest>> WithdrawAsync(
        Caller caller,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var request = await db.Set<ProjectRequest>().FindAsync([id], cancellationToken);
        if (request is null || request.RequestedBy != caller.Name)
        {
            return ProjectErrors.NoSuchRequest;
        }

        Answer(request, caller, ProjectRequestState.Withdrawn, null);
        db.Audit(caller, "project.request-withdraw", request.Name);
        return await SaveAsync(db, request, cancellationToken);
    }

    private void Answer(
        ProjectRequest request,
        Caller caller,
        ProjectRequestState state,
        string? answer
    )
    {
        request.State = state;
        request.AnsweredBy = caller.Name;
        request.AnsweredAt = clock.GetUtcNow();
        request.Answer = answer;
    }

    /// <summary>Saves while the row is as it was read; the concurrency token says so.</summary>
    private static async Task<Result<ProjectRequest>> SaveAsync(
        PortalDb db,
        ProjectRequest request,
        CancellationToken cancellationToken
    )
    {
        var before = db.Entry(request).Property(r => r.State).OriginalValue;
        if (before != ProjectRequestState.Open)
        {
            return ProjectErrors.Answered;
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return request;
        }
        catch (DbUpdateConcurrencyException)
        {
            return ProjectErrors.Answered;
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            return ProjectErrors.NameTaken.With(
                $"There is a project '{request.Name}' by now: decline the request, and say so."
            );
        }
    }
}
