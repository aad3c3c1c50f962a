using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Data;
using Portal.Products;

namespace Portal.Webhooks;

internal sealed class WebhookConfiguration : IEntityTypeConfiguration<Webhook>
{
    public void Configure(EntityTypeBuilder<Webhook> builder)
    {
        builder.ToTable("Webhooks");
        builder.HasKey(w => w.Id);
        builder.Property(w => w.Id).ValueGeneratedNever();
        builder.Property(w => w.Product).HasMaxLength(63);
        builder.Property(w => w.Url).HasMaxLength(Webhook.UrlLength);
        builder.Property(w => w.Secret).HasMaxLength(80);
        builder.Property(w => w.CreatedBy).HasMaxLength(80);
        builder
            .HasOne<Product>()
            .WithMany()
            .HasForeignKey(w => w.ProductId)
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(w => w.Product);
    }
}

public static class WebhookQueries
{
    public static IQueryable<Webhook> Webhooks(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<Webhook>().AsNoTracking();
    }

    public static IQueryable<WebhookDelivery> WebhookDeliveries(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<WebhookDelivery>().AsNoTracking();
    }
}
