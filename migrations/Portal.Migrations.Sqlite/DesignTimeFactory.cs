using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Portal.Data;

namespace Portal.Migrations.Sqlite;

/// <summary>Gives <c>dotnet ef</c> the context; the file it names is never opened to add a migration.</summary>
internal sealed class DesignTimeFactory : IDesignTimeDbContextFactory<PortalDb>
{
    public PortalDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<PortalDb>();
        DataSetup.UseSqlite(options, "Data Source=design-time.db");
        return new PortalDb(options.Options);
    }
}
