using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Portal.Components;

internal sealed class ComponentVersionConfiguration : IEntityTypeConfiguration<ComponentVersion>
{
    public void Configure(EntityTypeBuilder<ComponentVersion> builder)
    {
        builder.ToTable("ComponentVersions");
        builder.HasKey(v => new { v.Component, v.Version });
        builder
            .HasOne<Component>()
            .WithMany()
            .HasForeignKey(v => v.Component)
            .OnDelete(DeleteBehavior.Restrict);
        builder.Property(v => v.Component).HasMaxLength(63);
        builder.Property(v => v.Version).HasMaxLength(64);
        builder.Property(v => v.Stage).HasMaxLength(16);
        builder.Property(v => v.UploadedBy).HasMaxLength(80);
        builder.Property(v => v.YankedBy).HasMaxLength(80);
        builder.Property(v => v.YankReason).HasMaxLength(ComponentVersion.ReasonLength);
        builder.Property(v => v.Requires).HasConversion(new NamesConverter(), new NamesComparer());
        builder.Property(v => v.After).HasConversion(new NamesConverter(), new NamesComparer());
        builder.Property(v => v.RemarksText);
        builder.Ignore(v => v.Remarks);
        builder.Ignore(v => v.IsYanked);
        builder.Ignore(v => v.Number);
        builder.HasIndex(v => v.Content);
        builder.HasIndex(v => v.UploadedAt);
        builder.HasIndex(v => v.Version);
    }

    /// <summary>JSON text on both databases.</summary>
    private sealed class NamesConverter()
        : ValueConverter<IReadOnlyList<string>, string>(
            names => JsonSerializer.Serialize(names, JsonSerializerOptions.Default),
            json => JsonSerializer.Deserialize<string[]>(json, JsonSerializerOptions.Default)!
        );

    private sealed class NamesComparer()
        : ValueComparer<IReadOnlyList<string>>(
            (left, right) => left!.SequenceEqual(right!),
            names => names.Count
        );
}
