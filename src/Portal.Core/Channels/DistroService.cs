using Microsoft.EntityFrameworkCore;
using Portal.Access;
using Portal.Data;
using Portal.Problems;
using Portal.Protocol;

namespace Portal.Channels;

/// <summary>Makes and finds distros.</summary>
public sealed class DistroService(IDbContextFactory<PortalDb> factory, TimeProvider clock)
{
    /// <summary>Administrators only. Its first maintainer is named afterwards.</summary>
    public async Task<Result<Distro>> CreateAsync(
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
            return AccessErrors.Forbidden.With("Only administrators make distros.");
        }

        if (!Names.IsName(name) || name == Distro.NewPage)
        {
            return DistroErrors.InvalidName.With($"'{name}' cannot be a name.");
        }

        if (
            string.IsNullOrWhiteSpace(title)
            || title.Length > Distro.TitleLength
            || title.Any(char.IsControl)
        )
        {
            return DistroErrors.InvalidTitle;
        }

        var distro = new Distro
        {
            Name = name,
            Title = title.Trim(),
            CreatedAt = clock.GetUtcNow(),
        };
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        db.Add(distro);
        db.Audit(caller, "distro.create", name);
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return distro;
        }
        catch (DbUpdateException e) when (e.IsUniqueViolation())
        {
            return DistroErrors.NameTaken.With($"There is a distro '{name}' already.");
        }
    }

    public async Task<Distro?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        return await db.Distros().SingleOrDefaultAsync(d => d.Name == name, cancellationToken);
    }

    /// <summary>By name.</summary>
    public async Task<Page<Distro>> ListAsync(PageRequest page, CancellationToken cancellationToken)
    {
        await using var db = await factory.CreateDbContextAsync(cancellationToken);
        var query = db.Distros();
        if (page.After is { } after)
        {
            query = query.Where(d => string.Compare(d.Name, after) > 0);
        }

        var rows = await query.OrderBy(d => d.Name).Take(page.Take).ToListAsync(cancellationToken);
        return PageOf.Cut(rows, page, d => d.Name);
    }
}
