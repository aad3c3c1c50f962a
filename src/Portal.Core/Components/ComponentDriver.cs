using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Data;
using Portal.Packaging.Drivers;
using Portal.Trust.Authenticode;

namespace Portal.Components;

/// <summary>A Windows driver of a version: what its INF file says, and how it is signed, as it was found at upload.</summary>
public sealed class ComponentDriver
{
    private ComponentDriver() { }

    public required string Component { get; init; }

    public required string Version { get; init; }

    /// <summary>Path of the INF file.</summary>
    public required string Path { get; init; }

    /// <summary>Of all its architectures, a word of <see cref="SignatureClasses.All"/>.</summary>
    public required string Class { get; init; }

    /// <summary>Of those to which an entry offers it; null when none does.</summary>
    public required string? Offered { get; init; }

    /// <summary>JSON of <see cref="Facts"/>.</summary>
    internal string FactsText { get; private init; } = "";

    public DriverFacts Facts => JsonSerializer.Deserialize<DriverFacts>(FactsText)!;

    internal static ComponentDriver Of(ComponentVersion version, PackagedDriver driver) =>
        new()
        {
            Component = version.Component,
            Version = version.Version,
            Path = driver.Path,
            Class = driver.Class.Text(),
            Offered = driver.Offered?.Text(),
            FactsText = JsonSerializer.Serialize(DriverFacts.Of(driver)),
        };
}

internal sealed class ComponentDriverConfiguration : IEntityTypeConfiguration<ComponentDriver>
{
    public void Configure(EntityTypeBuilder<ComponentDriver> builder)
    {
        builder.ToTable("ComponentDrivers");
        builder.HasKey(d => new
        {
            d.Component,
            d.Version,
            d.Path,
        });
        builder
            .HasOne<ComponentVersion>()
            .WithMany()
            .HasForeignKey(d => new { d.Component, d.Version })
            .OnDelete(DeleteBehavior.Cascade);
        builder.Property(d => d.Component).HasMaxLength(63);
        builder.Property(d => d.Version).HasMaxLength(64);
        builder.Property(d => d.Class).HasMaxLength(16);
        builder.Property(d => d.Offered).HasMaxLength(16);
        builder.Property(d => d.FactsText);
        builder.Ignore(d => d.Facts);
    }
}

public static class ComponentDriverQueries
{
    public static IQueryable<ComponentDriver> ComponentDrivers(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<ComponentDriver>().AsNoTracking();
    }
}
