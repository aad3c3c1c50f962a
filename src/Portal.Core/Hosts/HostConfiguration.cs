using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Channels;
using Portal.Products;
using Portal.Protocol.Hosts;

namespace Portal.Hosts;

internal sealed class FleetTokenConfiguration : IEntityTypeConfiguration<FleetToken>
{
    public const int NameLength = 80;

    public void Configure(EntityTypeBuilder<FleetToken> builder)
    {
        builder.ToTable("FleetTokens");
        builder.HasKey(t => t.Id);
        builder.Property(t => t.Id).HasMaxLength(10);
        builder.Property(t => t.Name).HasMaxLength(NameLength);
        builder.Property(t => t.Product).HasMaxLength(63);
        builder.Property(t => t.Distro).HasMaxLength(63);
        builder.Property(t => t.CreatedBy).HasMaxLength(63);
        builder.Property(t => t.Hash);
        builder
            .HasOne<Product>()
            .WithMany()
            .HasForeignKey(t => t.ProductId)
            .OnDelete(DeleteBehavior.Restrict);
        builder
            .HasOne<Distro>()
            .WithMany()
            .HasForeignKey(t => t.Distro)
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(t => new { t.Product, t.Id });
    }
}

internal sealed class EnrolledHostConfiguration : IEntityTypeConfiguration<EnrolledHost>
{
    public void Configure(EntityTypeBuilder<EnrolledHost> builder)
    {
        builder.ToTable("Hosts");
        builder.HasKey(h => h.Id);
        builder.Property(h => h.Id).HasMaxLength(HostSignature.IdLength);
        builder.Property(h => h.Product).HasMaxLength(63);
        builder.Property(h => h.Distro).HasMaxLength(63);
        builder.Property(h => h.Token).HasMaxLength(10);
        builder.Property(h => h.PublicKey).HasMaxLength(200);
        builder.Property(h => h.Channel).HasMaxLength(63);
        builder.Property(h => h.Version).HasMaxLength(31);
        builder.Property(h => h.Holds).HasMaxLength(31);
        builder.Property(h => h.Pinned).HasMaxLength(31);
        builder.Property(h => h.Reason).HasMaxLength(ReportCheck.ReasonLength);
        builder.Property(h => h.Error).HasMaxLength(ReportCheck.ErrorLength);
        builder.Property(h => h.Gtp).HasMaxLength(ReportCheck.GtpLength);
        builder
            .HasOne<Product>()
            .WithMany()
            .HasForeignKey(h => h.ProductId)
            .OnDelete(DeleteBehavior.Restrict);
        builder
            .HasOne<Distro>()
            .WithMany()
            .HasForeignKey(h => h.Distro)
            .OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(h => new { h.Product, h.Channel });
        builder.HasIndex(h => h.HeardAt);
        builder.HasIndex(h => h.Token);
    }
}

internal sealed class HostCountConfiguration : IEntityTypeConfiguration<HostCount>
{
    public void Configure(EntityTypeBuilder<HostCount> builder)
    {
        builder.ToTable("HostCounts");
        builder.HasKey(c => new
        {
            c.Product,
            c.Day,
            c.Channel,
            c.Version,
        });
        builder.Property(c => c.Product).HasMaxLength(63);
        builder.Property(c => c.Channel).HasMaxLength(63);
        builder.Property(c => c.Version).HasMaxLength(31);
        builder.HasIndex(c => c.Day);
    }
}
