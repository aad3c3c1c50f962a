using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Data;
using Portal.Packaging.Locks;

namespace Portal.Products;

internal sealed class ProductConfiguration : IEntityTypeConfiguration<Product>
{
    public void Configure(EntityTypeBuilder<Product> builder)
    {
        builder.ToTable("Products");
        builder.HasKey(p => p.Id);
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Name).HasMaxLength(63);
        builder.Property(p => p.Title).HasMaxLength(ProductService.MaxTitle);
        builder.Property(p => p.VolumeId).HasMaxLength(VolumeId.MaximumPrefix);
        builder.Property(p => p.CreatedBy).HasMaxLength(63);
        builder.Property(p => p.RecipeText).IsConcurrencyToken();
        builder.Property(p => p.DriverSignature).HasMaxLength(16);
        builder.Ignore(p => p.Recipe);
        builder.Ignore(p => p.Tag);
        builder.HasIndex(p => p.Name).IsUnique();
    }
}

public static class ProductQueries
{
    public static IQueryable<Product> Products(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<Product>().AsNoTracking();
    }
}
