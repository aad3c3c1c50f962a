using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Data;
using Portal.Releases;

namespace Portal.Images;

internal sealed class ImageConfiguration : IEntityTypeConfiguration<Image>
{
    public void Configure(EntityTypeBuilder<Image> builder)
    {
        builder.ToTable("Images");
        builder.HasKey(i => i.ReleaseId);
        builder.Property(i => i.ReleaseId).ValueGeneratedNever();
        builder.Property(i => i.IsAssembled).IsConcurrencyToken();
        builder
            .HasOne<Release>()
            .WithOne()
            .HasForeignKey<Image>(i => i.ReleaseId)
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(i => i.Sha256);
    }
}

public static class ImageQueries
{
    public static IQueryable<Image> Images(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<Image>().AsNoTracking();
    }
}
