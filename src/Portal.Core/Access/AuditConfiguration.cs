using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Data;
using Portal.Protocol;

namespace Portal.Access;

internal sealed class AuditConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("AuditEntries");
        builder.HasKey(e => e.Id);
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.HasIndex(e => e.Sequence).IsUnique();
        builder.Property(e => e.Actor).HasMaxLength(80);
        builder.Property(e => e.Action).HasMaxLength(80);
        builder.Property(e => e.Subject).HasMaxLength(300);
        builder.Ignore(e => e.IsSealed);
        builder.HasIndex(e => e.Action);
    }
}

/// <summary>Where the log ends, kept beside it: a log cut off at its end no longer meets it.</summary>
internal sealed class AuditHead
{
    public const int TheOne = 1;

    public int Id { get; init; } = TheOne;

    public long Sequence { get; set; }

    public Digest Hash { get; set; }
}

internal sealed class AuditHeadConfiguration : IEntityTypeConfiguration<AuditHead>
{
    public void Configure(EntityTypeBuilder<AuditHead> builder)
    {
        builder.ToTable("AuditHead");
        builder.Property(h => h.Id).ValueGeneratedNever();
    }
}

public static class AuditQueries
{
    public static IQueryable<AuditEntry> AuditEntries(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<AuditEntry>().AsNoTracking();
    }

    /// <summary>Notes a write; it is sealed and saved with the write, in one transaction.</summary>
    public static void Audit(
        this PortalDb db,
        Caller caller,
        string action,
        string subject,
        string? detail = null
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        db.Add(AuditEntry.Of(caller, action, subject, detail));
    }
}
