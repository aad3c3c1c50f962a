using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Data;

namespace Portal.Updates;

internal sealed class UpdateStateConfiguration : IEntityTypeConfiguration<UpdateState>
{
    public void Configure(EntityTypeBuilder<UpdateState> builder)
    {
        builder.ToTable("UpdateStates");
        builder.HasKey(s => s.Id);
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Seen).HasMaxLength(64);
        builder.Property(s => s.HeldKeys);
        builder.Property(s => s.Error).HasMaxLength(UpdateState.ErrorLength);
    }
}

internal sealed class KeyOrderConfiguration : IEntityTypeConfiguration<KeyOrder>
{
    public void Configure(EntityTypeBuilder<KeyOrder> builder)
    {
        builder.ToTable("KeyOrders");
        builder.HasKey(o => o.Role);
        builder.Property(o => o.Role).HasMaxLength(KeyOrder.RoleLength);
        builder.Property(o => o.Keys);
        builder.Property(o => o.By).HasMaxLength(63);
    }
}

public static class UpdateQueries
{
    public static IQueryable<UpdateState> UpdateStates(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<UpdateState>().AsNoTracking();
    }

    public static IQueryable<KeyOrder> KeyOrders(this PortalDb db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<KeyOrder>().AsNoTracking();
    }
}
