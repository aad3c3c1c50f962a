using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Data;
using Portal.Projects;

namespace Portal.Components;

/// <summary>One installable thing of a project. It is made by its first version and stays with that project.</summary>
public sealed class Component
{
    /// <summary>For ever.</summary>
    public required string Name { get; init; }

    /// <summary>Whose members upload and yank its versions.</summary>
    public required string Project { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class ComponentConfiguration : IEntityTypeConfiguration<Component>
{
    public void Configure(EntityTypeBuilder<Component> builder)
    {
        builder.ToTable("Components");
        builder.HasKey(c => c.Name);
        builder.Property(c => c.Name).HasMaxLength(63);
        builder.Property(c => c.Project).HasMaxLength(63);
        builder
            .HasOne<Project>()
            .WithMany()
            .HasForeignKey(c => c.Project)
            .OnDelete(DeleteBehavior.Restrict);
    }
}

public static class ComponentQueries
{
    public static IQueryable<Component> Components(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<Component>().AsNoTracking();
    }

    public static IQueryable<ComponentVersion> ComponentVersions(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<ComponentVersion>().AsNoTracking();
    }
}
