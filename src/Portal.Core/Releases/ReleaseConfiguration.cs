using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Data;
using Portal.Packaging.Versions;
using Portal.Products;

namespace Portal.Releases;

internal sealed class ReleaseConfiguration : IEntityTypeConfiguration<Release>
{
    public void Configure(EntityTypeBuilder<Release> builder)
    {
        builder.ToTable("Releases");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Product).HasMaxLength(63);
        builder.Property(r => r.Version).HasMaxLength(31);
        builder.Property(r => r.VersionKey).HasMaxLength(ComponentVersionNumber.MaximumSortKey);
        builder.Property(r => r.State).HasMaxLength(16);
        builder.Property(r => r.Step).HasMaxLength(16);
        builder.Property(r => r.CreatedBy).HasMaxLength(63);
        builder.Property(r => r.TakenFrom).HasMaxLength(Release.TakenFromLength);
        builder.Property(r => r.WithdrawnBy).HasMaxLength(63);
        builder.Property(r => r.Revision).IsConcurrencyToken();
        builder
            .HasOne<Product>()
            .WithMany()
            .HasForeignKey(r => r.ProductId)
            .OnDelete(DeleteBehavior.Restrict);
        // Never reused: also a withdrawn or failed version stays taken.
        builder.HasIndex(r => new { r.Product, r.Version }).IsUnique();
        builder.HasIndex(r => new { r.State, r.NextAttemptAt });
        builder.HasIndex(r => new { r.Product, r.CreatedAt });
        builder.HasIndex(r => new { r.Product, r.VersionKey });
        builder.HasIndex(r => new { r.Product, r.ReadyAt });
        builder.HasIndex(r => r.ReadyAt);
        builder.HasIndex(r => r.Version);
        builder.HasIndex(r => r.Lock);
        builder.OwnsMany(
            r => r.Components,
            component =>
            {
                component.ToTable("ReleaseComponents");
                component.WithOwner().HasForeignKey(ReleaseComponent.ReleaseId);
                component.HasKey(ReleaseComponent.ReleaseId, nameof(ReleaseComponent.Position));
                component.Property(c => c.Position).ValueGeneratedNever();
                component.Property(c => c.Name).HasMaxLength(63);
                component.Property(c => c.Version).HasMaxLength(64);
                component.HasIndex(
                    nameof(ReleaseComponent.Name),
                    nameof(ReleaseComponent.Version),
                    ReleaseComponent.ReleaseId
                );
            }
        );
        builder.Navigation(r => r.Components).UsePropertyAccessMode(PropertyAccessMode.Field);
    }
}

public static class ReleaseQueries
{
    public static IQueryable<Release> Releases(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<Release>().AsNoTracking();
    }
}
