using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Data;

namespace Portal.Channels;

/// <summary>A distribution that pins: it owns channels of any product; its members are the holders of its role.</summary>
public sealed class Distro
{
    public const int TitleLength = 200;

    /// <summary><c>/distros/new</c> makes one.</summary>
    internal const string NewPage = "new";

    /// <summary>For ever.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

internal sealed class DistroConfiguration : IEntityTypeConfiguration<Distro>
{
    public void Configure(EntityTypeBuilder<Distro> builder)
    {
        builder.ToTable("Distros");
        builder.HasKey(d => d.Name);
        builder.Property(d => d.Name).HasMaxLength(63);
        builder.Property(d => d.Title).HasMaxLength(Distro.TitleLength);
    }
}

public static class DistroQueries
{
    public static IQueryable<Distro> Distros(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<Distro>().AsNoTracking();
    }
}
