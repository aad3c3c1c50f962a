using Portal.Backups;
using Portal.Data;
using Portal.Health;

namespace Portal.Shell;

/// <summary>The portal's services without its server: for commands that run beside it, or in its place.</summary>
internal sealed class OfflinePortal : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly ServiceProvider _services;

    private OfflinePortal(DataFolder folder, ServiceProvider services)
    {
        _folder = folder;
        _services = services;
    }

    public DataFolder Folder => _folder;

    /// <param name="settings">Arguments such as <c>--PORTAL_DATA=/srv/portal</c>.</param>
    /// <param name="openFolder">Locked, or only observed.</param>
    /// <exception cref="SettingException">The connection string cannot be read.</exception>
    /// <exception cref="DataFolderException">The folder cannot be opened.</exception>
    public static OfflinePortal Open(string[] settings, Func<string, DataFolder> openFolder)
    {
        var builder = PortalApp.CreateBuilder(settings);
        var folder = openFolder(builder.Configuration["PORTAL_DATA"] ?? "data");
        try
        {
            var services = new ServiceCollection();
            services.AddLogging(logging =>
                logging
                    .AddConfiguration(builder.Configuration.GetSection("Logging"))
                    .AddFilter(null, LogLevel.Warning)
                    // Standard output is for the answer.
                    .AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace)
            );
            services.AddSingleton<IConfiguration>(builder.Configuration);
            services.AddPortalCore(
                folder,
                PortalApp.ReadDatabase(builder.Configuration, folder),
                builder.Configuration
            );
            services.AddBackups();
            services.AddHealth();
            return new(folder, services.BuildServiceProvider());
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Dispose();
    }
}
