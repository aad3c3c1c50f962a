using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol;

namespace Portal.Projects;

/// <summary>Makes and finds projects.</summary>
public sealed class ProjectService(IDbContextFactory<PortalDb> factory, TimeProvider clock)
{
    /// <summary>Administrators only. Its first maintainer is named afterwards.</summary>
    public async Task<Result<Project>> CreateAsync(
        Caller caller,
        string name,
        string title,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(title);
        if (!caller.IsAdministrator)
        {
            return AccessErrors.Forbidden.With("Only administrators make projects.");
        }

        if (!Names.IsName(name) || Project.Reserved.Contains(name))
        {
            return ProjectErrors.InvalidName.With($"'{name}' cannot be a name.");
        }

        if (title.Length is 0 or > Project.TitleLength || title.Any(char.IsControl))
        {
            return ProjectErrors.InvalidTitle;
        }

        var project = new Project
        {
            Name = name,
            Title = title,
            CreatedAt = clock.GetUtcNow(),
        };
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        db.Add(project);
        db.Audit(caller, "project.create", name);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return project;
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            return ProjectErrors.NameTaken.With($"There is a project '{name}' already.");
        }
    }

    public async Task<Project?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Projects().SingleOrDefaultAsync(p => p.Name == name, cancellationToken);
    }

    /// <summary>By name.</summary>
    public async Task<Page<Project>> ListAsync(
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var query = db.Projects();
        if (page.After is { } after)
        {
            query = query.Where(p => string.Compare(p.Name, after) > 0);
        }

        var rows = await query.OrderBy(p => p.Name).Take(page.Take).ToListAsync(cancellationToken);
        return PageOf.Cut(rows, page, p => p.Name);
    }
}
