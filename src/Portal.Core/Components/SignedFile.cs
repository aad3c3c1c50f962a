using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Data;
using Portal.Trust.Authenticode;

namespace Portal.Components;

/// <summary>A file of a version that Windows asks a signature of, as it was found at upload.</summary>
public sealed class SignedFile
{
    private SignedFile() { }

    public required string Component { get; init; }

    public required string Version { get; init; }

    public required string Path { get; init; }

    /// <summary>Of its own signature, a word of <see cref="SignatureClasses.All"/>; null when it has none.</summary>
    public required string? Class { get; init; }

    /// <summary>As the certificate says.</summary>
    public required string? Signer { get; init; }

    /// <summary>By an authority that is trusted.</summary>
    public required DateTimeOffset? Timestamp { get; init; }

    /// <summary>Why it does not hold, a word of <see cref="SignatureProblems"/>; null when it does.</summary>
    public required string? Problem { get; init; }

    /// <summary>Path of the catalog that has it; null when none does.</summary>
    public required string? Catalog { get; init; }

    internal static SignedFile Of(
        ComponentVersion version,
        string path,
        FileSignature? signature,
        string? catalog
    ) =>
        new()
        {
            Component = version.Component,
            Version = version.Version,
            Path = path,
            Class = signature?.Class.Text(),
            Signer = Storable(signature?.Signer),
            Timestamp = signature?.Timestamp is { } at
                ? DateTimeOffset.FromUnixTimeSeconds(at.ToUnixTimeSeconds())
                : null,
            Problem = signature?.Problem?.Text(),
            Catalog = catalog,
        };

    // PostgreSQL keeps no zero character, and a certificate may say anything.
    private static string? Storable(string? text) =>
        text?.Replace("\0", "", StringComparison.Ordinal);
}

internal sealed class SignedFileConfiguration : IEntityTypeConfiguration<SignedFile>
{
    public void Configure(EntityTypeBuilder<SignedFile> builder)
    {
        builder.ToTable("SignedFiles");
        builder.HasKey(f => new
        {
            f.Component,
            f.Version,
            f.Path,
        });
        builder
            .HasOne<ComponentVersion>()
            .WithMany()
            .HasForeignKey(f => new { f.Component, f.Version })
            .OnDelete(DeleteBehavior.Cascade);
        builder.Property(f => f.Component).HasMaxLength(63);
        builder.Property(f => f.Version).HasMaxLength(64);
        builder.Property(f => f.Class).HasMaxLength(16);
        builder.Property(f => f.Problem).HasMaxLength(16);
    }
}

public static class SignedFileQueries
{
    public static IQueryable<SignedFile> SignedFiles(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<SignedFile>().AsNoTracking();
    }
}
