using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Data;

namespace Portal.Testing;

/// <summary>Gives an empty database its tables; the one place that knows how.</summary>
public static class TestSchema
{
    public static async Task CreateAsync(DatabaseTarget target)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddData(target)
            .BuildServiceProvider();
        var factory = services.GetRequiredService<IDbContextFactory<PortalDb>>();
        await using var db = await factory.CreateDbContextAsync();
        await db.Database.MigrateAsync();
    }
}
