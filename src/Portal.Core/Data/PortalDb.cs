using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Portal.Protocol;

namespace Portal.Data;

/// <summary>
/// The one database context. It knows no concept: each concept's folder holds its entity's configuration, found here by
/// assembly scan, and its own <c>db.Releases()</c> extension method.
/// </summary>
public sealed class PortalDb(DbContextOptions<PortalDb> options) : DbContext(options)
{
    /// <summary>
    /// The framework tells interceptors of every failed save but one: of a row that somebody else changed meanwhile it says
    /// nothing. A transaction that an interceptor began for the save would stay open as long as the context, and hold up
    /// every other writer.
    /// </summary>
    public override async Task<int> SaveChangesAsync(
        bool acceptAllChangesOnSuccess,
        CancellationToken cancellationToken = default
    )
    {
        var before = Database.CurrentTransaction;
        try
        {
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            if (before is null && Database.CurrentTransaction is { } left)
            {
                await left.DisposeAsync();
            }

            throw;
        }
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(PortalDb).Assembly);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder
            .Properties<Digest>()
            .HaveConversion<DigestConverter>()
            .HaveMaxLength(2 * Digest.Size);
        if (Database.IsSqlite())
        {
            // SQLite has no time type that sorts; PostgreSQL keeps timestamptz.
            configurationBuilder
                .Properties<DateTimeOffset>()
                .HaveConversion<UnixMillisecondsConverter>();
        }
    }

    private sealed class DigestConverter()
        : ValueConverter<Digest, string>(d => d.Hex, s => Digest.Parse(s));

    private sealed class UnixMillisecondsConverter()
        : ValueConverter<DateTimeOffset, long>(
            t => t.ToUnixTimeMilliseconds(),
            n => DateTimeOffset.FromUnixTimeMilliseconds(n)
        );
}
