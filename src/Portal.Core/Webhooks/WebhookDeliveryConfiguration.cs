using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Webhooks;

internal sealed class WebhookDeliveryConfiguration : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> builder)
    {
        builder.ToTable("WebhookDeliveries");
        builder.HasKey(d => d.Id);
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.Event).HasMaxLength(40);
        builder.Property(d => d.Failures);
        builder.Property(d => d.Error).HasMaxLength(WebhookDelivery.ErrorLength);
        builder.Property(d => d.Attempts).IsConcurrencyToken();
        builder.Ignore(d => d.State);
        builder.Ignore(d => d.MessageId);
        builder
            .HasOne<Webhook>()
            .WithMany()
            .HasForeignKey(d => d.WebhookId)
            .OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(d => new { d.EndedAt, d.NextAt });
        builder.HasIndex(d => new { d.WebhookId, d.Number }).IsUnique();
    }
}
