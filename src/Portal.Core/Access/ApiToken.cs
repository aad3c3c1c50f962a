using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Data;
using Portal.Protocol;

namespace Portal.Access;

/// <summary>A token of an account or robot. Its text was shown once; here is only its hash.</summary>
public sealed class ApiToken
{
    /// <summary>Ten characters; the public part of the text.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the account or robot.</summary>
    public required string Owner { get; init; }

    /// <summary>
    /// What it was made to carry. It does carry that part of it which its owner still holds: <see cref="EffectiveGrants"/>.
    /// </summary>
    public required IReadOnlyList<Grant> Grants { get; init; }

    public required Digest Hash { internal get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; private set; }

    /// <summary>To the minute.</summary>
    public DateTimeOffset? LastUsedAt { get; private set; }

    public void Revoke(DateTimeOffset now) => RevokedAt ??= now;

    internal IReadOnlyList<Grant> EffectiveGrants(IReadOnlyList<Grant> ofOwner) =>
        ofOwner.Any(g => g.Role == Protocol.Access.Roles.Administrator)
            ? Grants
            : [.. Grants.Intersect(ofOwner)];
}

internal sealed class ApiTokenConfiguration : IEntityTypeConfiguration<ApiToken>
{
    public void Configure(EntityTypeBuilder<ApiToken> builder)
    {
        builder.ToTable("ApiTokens");
        builder.HasKey(t => t.Id);
        builder.Property(t => t.Id).HasMaxLength(TokenText.IdLength);
        builder.Property(t => t.Name).HasMaxLength(80);
        builder.Property(t => t.Hash);
        builder.Property(t => t.Grants).HasGrantList();
        builder
            .HasOne<Principal>()
            .WithMany()
            .HasForeignKey(t => t.Owner)
            .OnDelete(DeleteBehavior.Restrict);
    }
}

public static class ApiTokenQueries
{
    public static IQueryable<ApiToken> ApiTokens(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<ApiToken>().AsNoTracking();
    }
}
