using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Data;

namespace Portal.Projects;

public enum ProjectRequestState
{
    /// <summary>Waits for an administrator.</summary>
    Open,

    /// <summary>The project was made, and its requester is its maintainer.</summary>
    Approved,

    /// <summary>With a reason.</summary>
    Declined,

    /// <summary>By the one who asked.</summary>
    Withdrawn,
}

/// <summary>Somebody asks for a project of their own; an administrator answers.</summary>
public sealed class ProjectRequest
{
    public const int ReasonLength = 2000;

    /// <summary>In the order of time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Of the project that is asked for.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required string Reason { get; init; }

    /// <summary>An account.</summary>
    public required string RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public ProjectRequestState State { get; internal set; }

    /// <summary>Null while it is open.</summary>
    public string? AnsweredBy { get; internal set; }

    public DateTimeOffset? AnsweredAt { get; internal set; }

    /// <summary>Why it was declined; otherwise null.</summary>
    public string? Answer { get; internal set; }
}

internal sealed class ProjectRequestConfiguration : IEntityTypeConfiguration<ProjectRequest>
{
    public void Configure(EntityTypeBuilder<ProjectRequest> builder)
    {
        builder.ToTable("ProjectRequests");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Name).HasMaxLength(63);
        builder.Property(r => r.Title).HasMaxLength(Project.TitleLength);
        builder.Property(r => r.Reason).HasMaxLength(ProjectRequest.ReasonLength);
        builder.Property(r => r.RequestedBy).HasMaxLength(63);
        builder.Property(r => r.AnsweredBy).HasMaxLength(63);
        builder.Property(r => r.Answer).HasMaxLength(ProjectRequest.ReasonLength);
        // Of two administrators who answer at once, one is told that it was answered.
        builder
            .Property(r => r.State)
            .HasConversion<string>()
            .HasMaxLength(20)
            .IsConcurrencyToken();
        builder.HasIndex(r => r.State);
        builder.HasIndex(r => r.RequestedBy);
    }
}

public static class ProjectRequestQueries
{
    public static IQueryable<ProjectRequest> ProjectRequests(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<ProjectRequest>().AsNoTracking();
    }
}
