using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Components;
using Portal.Data;

namespace Portal.Advisories;

internal sealed class AdvisoryConfiguration : IEntityTypeConfiguration<Advisory>
{
    public void Configure(EntityTypeBuilder<Advisory> builder)
    {
        builder.ToTable("Advisories");
        builder.HasKey(a => a.Id);
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Component).HasMaxLength(63);
        builder.Property(a => a.Name).HasMaxLength(Advisory.NameLength);
        builder.Property(a => a.Severity).HasMaxLength(16);
        builder.Property(a => a.Summary).HasMaxLength(Advisory.SummaryLength);
        builder.Property(a => a.Link).HasMaxLength(Advisory.LinkLength);
        builder.Property(a => a.AffectedText).HasMaxLength(AdvisoryText.RangesLength);
        builder.Property(a => a.FixedText).HasMaxLength(AdvisoryText.FixesLength);
        builder.Ignore(a => a.Versions);
        builder.Ignore(a => a.IsWithdrawn);
        builder.Property(a => a.PublishedBy).HasMaxLength(80);
        builder.Property(a => a.UpdatedBy).HasMaxLength(80);
        builder.Property(a => a.WithdrawnBy).HasMaxLength(80);
        builder.Property(a => a.WithdrawnReason).HasMaxLength(Advisory.ReasonLength);
        builder.Property(a => a.Revision).IsConcurrencyToken();
        builder
            .HasOne<Component>()
            .WithMany()
            .HasForeignKey(a => a.Component)
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(a => new { a.Component, a.Name }).IsUnique();
        builder.HasIndex(a => a.Name);
    }
}

public static class AdvisoryQueries
{
    public static IQueryable<Advisory> Advisories(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<Advisory>().AsNoTracking();
    }

    /// <summary>Those that stand.</summary>
    internal static IQueryable<Advisory> Standing(this IQueryable<Advisory> advisories) =>
        advisories.Where(a => a.WithdrawnReason == null);
}
