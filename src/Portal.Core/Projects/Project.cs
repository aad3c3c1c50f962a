using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Data;

namespace Portal.Projects;

/// <summary>An upstream. It owns components; its members are the holders of the project roles for its name.</summary>
public sealed class Project
{
    public const int TitleLength = 200;

    /// <summary>Pages below <c>/projects/</c>, which a project of that name would never be seen behind.</summary>
    public static readonly IReadOnlySet<string> Reserved = new HashSet<string>(
        StringComparer.Ordinal
    )
    {
        "new",
        "request",
    };

    /// <summary>For ever.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class ProjectConfiguration : IEntityTypeConfiguration<Project>
{
    public void Configure(EntityTypeBuilder<Project> builder)
    {
        builder.ToTable("Projects");
        builder.HasKey(p => p.Name);
        builder.Property(p => p.Name).HasMaxLength(63);
        builder.Property(p => p.Title).HasMaxLength(Project.TitleLength);
    }
}

public static class ProjectQueries
{
    public static IQueryable<Project> Projects(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<Project>().AsNoTracking();
    }
}
