using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Data;

namespace Portal.Jobs;

internal sealed class JobAttemptConfiguration : IEntityTypeConfiguration<JobAttempt>
{
    public void Configure(EntityTypeBuilder<JobAttempt> builder)
    {
        builder.ToTable("JobAttempts");
        builder.HasKey(a => a.Id);
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Kind).HasMaxLength(16);
        builder.Property(a => a.Node).HasMaxLength(JobAttempt.NodeLength);
        builder.Property(a => a.Trace).HasMaxLength(32);
        builder.Property(a => a.Outcome).HasMaxLength(16);
        builder.Property(a => a.ErrorCode).HasMaxLength(64);
        builder.Property(a => a.Error).HasMaxLength(JobAttempt.ErrorLength);
        builder.Property(a => a.ErrorDetail).HasMaxLength(JobAttempt.ErrorLength);
        builder.Property(a => a.StepsText);
        builder.Ignore(a => a.Steps);
        builder.HasIndex(a => new { a.Subject, a.Number });
    }
}

public static class JobAttemptQueries
{
    public static IQueryable<JobAttempt> JobAttempts(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<JobAttempt>().AsNoTracking();
    }
}
