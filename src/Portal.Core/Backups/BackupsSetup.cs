using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Blobs;
using Portal.Data;

namespace Portal.Backups;

public static class BackupsSetup
{
    /// <summary>Backup and restore, for the commands of the program; a running portal uses neither.</summary>
    public static IServiceCollection AddBackups(this IServiceCollection services)
    {
        services.AddSingleton<NeededBlobs>();
        services.AddSingleton<KeyFiles>();
        services.AddSingleton<IDatabaseCopier>(p =>
            p.GetRequiredService<DatabaseTarget>().Provider == DatabaseProvider.Sqlite
                ? ActivatorUtilities.CreateInstance<SqliteCopier>(p)
                : ActivatorUtilities.CreateInstance<PostgreSqlCopier>(p)
        );
        services.AddSingleton(p => new BackupService(
            p.GetRequiredService<DataFolder>(),
            p.GetRequiredService<IDatabaseCopier>(),
            p.GetRequiredService<BlobStore>(),
            p.GetRequiredService<CollectionLock>(),
            p.GetRequiredService<KeyFiles>(),
            p.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(p => new RestoreService(
            p.GetRequiredService<DataFolder>(),
            p.GetRequiredService<IDatabaseCopier>(),
            p.GetRequiredService<IDbContextFactory<PortalDb>>(),
            p.GetRequiredService<BlobStore>(),
            p.GetRequiredService<KeyFiles>()
        ));
        return services;
    }
}
