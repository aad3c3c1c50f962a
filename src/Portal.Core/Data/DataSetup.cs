using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Portal.Data;

public static class DataSetup
{
    public const string SqliteMigrations = "Portal.Migrations.Sqlite";
    public const string PostgreSqlMigrations = "Portal.Migrations.PostgreSql";

    /// <summary>
    /// The context, its factory and the chosen provider. Everything on PostgreSQL shares one data source, hence one pool:
    /// two pools reach the server's limit of clients.
    /// </summary>
    public static IServiceCollection AddData(
        this IServiceCollection services,
        DatabaseTarget target
    )
    {
        ArgumentNullException.ThrowIfNull(target);
        services.AddSingleton(target);
        if (target.Provider == DatabaseProvider.PostgreSql)
        {
            services.AddSingleton(_ => NpgsqlDataSource.Create(target.ConnectionString));
            services.AddSingleton<DbDataSource>(p => p.GetRequiredService<NpgsqlDataSource>());
        }

        services.AddDbContextFactory<PortalDb>(
            (provider, options) =>
            {
                if (target.Provider == DatabaseProvider.PostgreSql)
                {
                    UsePostgreSql(options, provider.GetRequiredService<NpgsqlDataSource>());
                }
                else
                {
                    UseSqlite(options, target.ConnectionString);
                }

                options.AddInterceptors(provider.GetServices<IInterceptor>());
            }
        );
        services.AddSingleton<DatabasePreparation>();
        return services;
    }

    /// <summary>SQLite as the portal uses it; also for design time and tests.</summary>
    public static void UseSqlite(DbContextOptionsBuilder options, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.UseSqlite(connectionString, o => o.MigrationsAssembly(SqliteMigrations));
        options.AddInterceptors(SqlitePragmas.Instance);
    }

    /// <summary>PostgreSQL as the portal uses it.</summary>
    public static void UsePostgreSql(DbContextOptionsBuilder options, NpgsqlDataSource source)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.UseNpgsql(source, o => o.MigrationsAssembly(PostgreSqlMigrations));
    }
}
