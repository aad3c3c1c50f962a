using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;
using Portal.Data;

namespace Portal.Migrations.PostgreSql;

/// <summary>Gives <c>dotnet ef</c> the context; the server it names is never asked to add a migration.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<PortalDb>
{
    public PortalDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<PortalDb>();
        DataSetup.UsePostgreSql(
            options,
            NpgsqlDataSource.Create("Host=127.0.0.1;Database=design-time")
        );
        return new PortalDb(options.Options);
    }
}
