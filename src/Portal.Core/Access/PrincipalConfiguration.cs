using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Data;

namespace Portal.Access;

internal sealed class PrincipalConfiguration : IEntityTypeConfiguration<Principal>
{
    public const int NameLength = 63;

    public void Configure(EntityTypeBuilder<Principal> builder)
    {
        builder.ToTable("Principals");
        builder.HasKey(p => p.Name);
        builder.Property(p => p.Name).HasMaxLength(NameLength);
        builder
            .HasDiscriminator<string>("Type")
            .HasValue<Account>("account")
            .HasValue<Robot>("robot");
        builder.Property<string>("Type").HasMaxLength(10);
        builder.HasMany(p => p.Held).WithOne().HasForeignKey(g => g.Holder);
        builder.Ignore(p => p.Grants);
        builder.Ignore(p => p.Kind);
    }
}

internal sealed class AccountConfiguration : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> builder) =>
        builder.Property(a => a.Title).HasMaxLength(200);
}

internal sealed class HeldGrantConfiguration : IEntityTypeConfiguration<HeldGrant>
{
    public void Configure(EntityTypeBuilder<HeldGrant> builder)
    {
        builder.ToTable("Grants");
        builder.HasKey(g => new
        {
            g.Holder,
            g.Role,
            g.Scope,
        });
        builder.Property(g => g.Role).HasMaxLength(40);
        builder.Property(g => g.Scope).HasMaxLength(PrincipalConfiguration.NameLength);
        builder.HasIndex(g => new { g.Scope, g.Role });
        builder.Ignore(g => g.Grant);
    }
}

public static class PrincipalQueries
{
    /// <summary>Accounts and robots, with their grants.</summary>
    public static IQueryable<Principal> Principals(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<Principal>().AsNoTracking().Include(p => p.Held);
    }

    /// <summary>Gives a role in the save that is under way; whoever calls has checked that it may be given.</summary>
    public static void GiveTo(this PortalDb db, string holder, Grant grant)
    {
        ArgumentNullException.ThrowIfNull(db);
        db.Add(HeldGrant.Of(holder, grant));
    }

    /// <summary>Whoever holds one of the roles for the scope.</summary>
    public static IQueryable<Principal> HoldersOf(
        this PortalDb db,
        string scope,
        params IReadOnlyCollection<string> roles
    ) => db.Principals().Where(p => p.Held.Any(g => g.Scope == scope && roles.Contains(g.Role)));
}
