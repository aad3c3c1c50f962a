using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Data;
using Portal.Products;

namespace Portal.Following;

internal sealed class FollowedProductConfiguration : IEntityTypeConfiguration<FollowedProduct>
{
    public void Configure(EntityTypeBuilder<FollowedProduct> builder)
    {
        builder.ToTable("FollowedProducts");
        builder.HasKey(f => f.ProductId);
        builder.Property(f => f.ProductId).ValueGeneratedNever();
        builder.Property(f => f.Product).HasMaxLength(63);
        builder.Property(f => f.CreatedBy).HasMaxLength(63);
        builder.Property(f => f.MirrorsText);
        builder.Property(f => f.ChannelsText);
        builder.Property(f => f.RootKeysText);
        builder.Ignore(f => f.Mirrors);
        builder.Ignore(f => f.Channels);
        builder.Ignore(f => f.RootKeys);
        builder.Ignore(f => f.Anchor);
        builder
            .HasOne<Product>()
            .WithOne()
            .HasForeignKey<FollowedProduct>(f => f.ProductId)
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(f => f.Product).IsUnique();
    }
}

internal sealed class FollowingStateConfiguration : IEntityTypeConfiguration<FollowingState>
{
    public void Configure(EntityTypeBuilder<FollowingState> builder)
    {
        builder.ToTable("FollowingStates");
        builder.HasKey(s => s.ProductId);
        builder.Property(s => s.ProductId).ValueGeneratedNever();
        builder.Property(s => s.ErrorCode).HasMaxLength(63);
        builder.Property(s => s.ErrorText).HasMaxLength(FollowingState.ErrorLength);
        builder.Property(s => s.Taking).HasMaxLength(31);
        builder.Property(s => s.SeenText);
        builder.Property(s => s.Wasted);
        builder.Property(s => s.Token).IsConcurrencyToken();
        builder.Ignore(s => s.Seen);
        builder
            .HasOne<FollowedProduct>()
            .WithOne()
            .HasForeignKey<FollowingState>(s => s.ProductId)
            .OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(s => s.NextAt);
    }
}

internal sealed class FollowedMetadataConfiguration : IEntityTypeConfiguration<FollowedMetadata>
{
    /// <summary>As long as file systems take.</summary>
    private const int NameLength = 255;

    public void Configure(EntityTypeBuilder<FollowedMetadata> builder)
    {
        builder.ToTable("FollowedMetadata");
        builder.HasKey(m => new { m.ProductId, m.Name });
        builder.Property(m => m.Name).HasMaxLength(NameLength);
        builder
            .HasOne<FollowedProduct>()
            .WithMany()
            .HasForeignKey(m => m.ProductId)
            .OnDelete(DeleteBehavior.Cascade);
    }
}

public static class FollowingQueries
{
    public static IQueryable<FollowedProduct> FollowedProducts(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<FollowedProduct>().AsNoTracking();
    }

    public static IQueryable<FollowingState> FollowingStates(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<FollowingState>().AsNoTracking();
    }

    internal static IQueryable<FollowedMetadata> FollowedMetadata(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<FollowedMetadata>().AsNoTracking();
    }
}
