using Microsoft.EntityFrameworkCore;
using Portal.Data;
using Portal.Testing;

namespace Portal.Core.Tests.Data;

public abstract class MigrationTests(DatabaseProvider provider)
{
    [Fact]
    public async Task No_change_of_the_model_lacks_its_migration()
    {
        await using var core = await TestCore.CreateAsync(provider);
        await using var db = await core.OpenAsync();
        Assert.False(
            db.Database.HasPendingModelChanges(),
            "The model has changed: add a migration to both assemblies under migrations/ (see CONTRIBUTING.md)."
        );
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
    }

    [Fact]
    public void Both_providers_have_the_same_migrations()
    {
        static string[] Names(string assembly) =>
            [
                .. System
                    .Reflection.Assembly.Load(assembly)
                    .GetTypes()
                    .Where(t =>
                        t.IsSubclassOf(typeof(Microsoft.EntityFrameworkCore.Migrations.Migration))
                    )
                    .Select(t => t.Name)
                    .Order(StringComparer.Ordinal),
            ];
        Assert.NotEmpty(Names(DataSetup.SqliteMigrations));
        Assert.Equal(Names(DataSetup.SqliteMigrations), Names(DataSetup.PostgreSqlMigrations));
    }
}

public sealed class MigrationTests_Sqlite() : MigrationTests(DatabaseProvider.Sqlite);

[Trait("Database", "PostgreSql")]
public sealed class MigrationTests_PostgreSql() : MigrationTests(DatabaseProvider.PostgreSql);
