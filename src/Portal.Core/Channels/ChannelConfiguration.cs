using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Data;
using Portal.Products;
using Portal.Releases;

namespace Portal.Channels;

internal sealed class ChannelConfiguration : IEntityTypeConfiguration<Channel>
{
    public void Configure(EntityTypeBuilder<Channel> builder)
    {
        builder.ToTable("Channels");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Product).HasMaxLength(63);
        builder.Property(c => c.Name).HasMaxLength(63);
        builder.Property(c => c.Kind).HasMaxLength(16);
        builder.Property(c => c.Owner).HasMaxLength(63);
        builder.Property(c => c.State).HasMaxLength(20);
        builder.Property(c => c.Minimum).HasMaxLength(31);
        builder.Property(c => c.Floor).HasMaxLength(31);
        builder.Property(c => c.Follows).HasMaxLength(63);
        builder.Property(c => c.Version).HasMaxLength(31);
        builder.Property(c => c.PreviousVersion).HasMaxLength(31);
        builder.Property(c => c.Rollout).HasMaxLength(16);
        builder.Property(c => c.Reason).HasMaxLength(Promotion.CommentLength);
        builder.Property(c => c.Salt).HasMaxLength(32);
        builder.Property(c => c.PointedBy).HasMaxLength(63);
        builder.Property(c => c.Revision).IsConcurrencyToken();
        builder.Ignore(c => c.IsSettled);
        builder.Ignore(c => c.IsLive);
        builder
            .HasOne<Product>()
            .WithMany()
            .HasForeignKey(c => c.ProductId)
            .OnDelete(DeleteBehavior.Restrict);
        builder
            .HasOne<Release>()
            .WithMany()
            .HasForeignKey(c => c.ReleaseId)
            .OnDelete(DeleteBehavior.Restrict);
        builder
            .HasOne<Release>()
            .WithMany()
            .HasForeignKey(c => c.PreviousId)
            .OnDelete(DeleteBehavior.Restrict);
        builder
            .HasOne<Distro>()
            .WithMany()
            .HasForeignKey(c => c.Owner)
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(c => new { c.Product, c.Name }).IsUnique();
        // One row, one concurrency token: a pointer that moved while its file was signed is not overwritten.
        builder.ComplexProperty(
            c => c.SignedPointer,
            signed =>
            {
                signed.Property(s => s.Text).HasMaxLength(2000);
                signed.Property(s => s.Signature).HasMaxLength(4000);
                signed.Property(s => s.Version).HasMaxLength(31);
                signed.Property(s => s.Status).HasMaxLength(16);
                signed.Property(s => s.Error).HasMaxLength(2000);
            }
        );
    }
}

internal sealed class PromotionConfiguration : IEntityTypeConfiguration<Promotion>
{
    public void Configure(EntityTypeBuilder<Promotion> builder)
    {
        builder.ToTable("Promotions");
        builder.HasKey(p => new { p.ChannelId, p.Number });
        builder.Property(p => p.Number).ValueGeneratedNever();
        builder.Property(p => p.Action).HasMaxLength(16);
        builder.Property(p => p.By).HasMaxLength(63);
        builder.Property(p => p.Comment).HasMaxLength(Promotion.CommentLength);
        builder.Property(p => p.From).HasMaxLength(31);
        builder.Property(p => p.To).HasMaxLength(31);
        builder
            .HasOne<Channel>()
            .WithMany()
            .HasForeignKey(p => p.ChannelId)
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(p => p.ToId);
    }
}

public static class ChannelQueries
{
    public static IQueryable<Channel> Channels(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<Channel>().AsNoTracking();
    }

    public static IQueryable<Promotion> Promotions(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<Promotion>().AsNoTracking();
    }
}
