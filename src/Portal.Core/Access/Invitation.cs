using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Data;
using Portal.Protocol;

namespace Portal.Access;

/// <summary>A link with which somebody makes an account of their own, once, and gets these grants with it.</summary>
public sealed class Invitation
{
    internal const int NoteLength = 200;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required Digest Hash { internal get; init; }

    /// <summary>Whom it is for, in the inviter's words; null when they said nothing.</summary>
    public string? Note { get; init; }

    public required IReadOnlyList<Grant> Grants { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; internal set; }

    public DateTimeOffset? UsedAt { get; internal set; }

    /// <summary>The account that was made with it.</summary>
    public string? Account { get; internal set; }

    public bool IsOpen(DateTimeOffset now) =>
        UsedAt is null && RevokedAt is null && ExpiresAt > now;
}

internal sealed class InvitationConfiguration : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("Invitations");
        builder.HasKey(i => i.Id);
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.Property(i => i.Hash);
        builder.HasIndex(i => i.Hash).IsUnique();
        builder.Property(i => i.Note).HasMaxLength(Invitation.NoteLength);
        builder.Property(i => i.Grants).HasGrantList();
        builder.Property(i => i.CreatedBy).HasMaxLength(PrincipalConfiguration.NameLength);
        builder.Property(i => i.Account).HasMaxLength(PrincipalConfiguration.NameLength);
    }
}

public static class InvitationQueries
{
    public static IQueryable<Invitation> Invitations(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<Invitation>().AsNoTracking();
    }
}
