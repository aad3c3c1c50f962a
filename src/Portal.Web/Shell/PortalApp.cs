using Microsoft.Extensions.Options;
using Portal.Access;
using Portal.Data;
using Portal.Signing;

namespace Portal.Shell;

/// <summary>
/// The server, from settings to shut-down. Settings come from the environment, <c>appsettings.json</c> and the command line:
/// <c>PORTAL_DATA</c> (default <c>./data</c>), <c>ConnectionStrings__Portal</c> (default: SQLite in the data folder),
/// <c>ASPNETCORE_URLS</c> (default <see cref="DefaultUrl"/>), <c>PORTAL_ADMIN_TOKEN</c>.
/// </summary>
public sealed class PortalApp : IAsyncDisposable
{
    public const string DefaultUrl = "http://127.0.0.1:8080";

    private readonly DataFolder _folder;
    private readonly WebApplication _app;
    private readonly TextWriter _output;

    private PortalApp(DataFolder folder, WebApplication app, TextWriter output)
    {
        _folder = folder;
        _app = app;
        _output = output;
    }

    public IServiceProvider Services => _app.Services;

    /// <summary>Where it listens, once started.</summary>
    public IEnumerable<string> Urls => _app.Urls;

    /// <param name="args">Settings as <c>--NAME=value</c>; they win over the environment.</param>
    /// <param name="output">Where the one-time sign-in link is printed.</param>
    /// <param name="configure">Last word on services, for tests.</param>
    /// <exception cref="DataFolderException">The data folder is in use or cannot be made.</exception>
    public static PortalApp Create(
        string[] args,
        TextWriter output,
        Action<WebApplicationBuilder>? configure = null
    )
    {
        var builder = CreateBuilder(args);
        builder.WebHost.UseStaticWebAssets();
        var folder = DataFolder.Open(builder.Configuration["PORTAL_DATA"] ?? "data");
        try
        {
            folder.RefuseHalfRestored();
            builder.AddPortalServer();
            builder.Services.AddPortalCore(
                folder,
                ReadDatabase(builder.Configuration, folder),
                builder.Configuration
            );
            builder.AddPortalWeb(folder);
            configure?.Invoke(builder);
            var app = builder.Build();
            app.UsePortal();
            app.MapPortal();
            return new(folder, app, output);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>What is wrong with the settings, one sentence each; nothing is started or made.</summary>
    internal static IReadOnlyList<string> CheckSettings(string[] args)
    {
        try
        {
            var builder = CreateBuilder(args);
            using var folder = DataFolder.Observe(builder.Configuration["PORTAL_DATA"] ?? "data");
            builder.AddPortalServer();
            builder.Services.AddPortalCore(
                folder,
                ReadDatabase(builder.Configuration, folder),
                builder.Configuration
            );
            builder.AddPortalWeb(folder);
            using var services = builder.Services.BuildServiceProvider();
            services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException e)
        {
            return [.. e.Failures];
        }
        catch (AggregateException e) when (e.InnerExceptions.All(IsSetting))
        {
            return
            [
                .. e.InnerExceptions.SelectMany(i =>
                    i is OptionsValidationException o ? o.Failures : [i.Message]
                ),
            ];
        }
        catch (Exception e) when (IsSetting(e))
        {
            return [e.Message];
        }
    }

    /// <summary>The binder's own complaint, of a word in the place of a number, is an InvalidOperationException.</summary>
    private static bool IsSetting(Exception e) =>
        e
            is SettingException
                or OptionsValidationException
                or InvalidOperationException
                {
                    Source: "Microsoft.Extensions.Configuration.Binder"
                };

    /// <summary>Reads the settings, as every command of the program does.</summary>
    internal static WebApplicationBuilder CreateBuilder(string[] args) =>
        WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = args,
                ApplicationName = typeof(PortalApp).Assembly.GetName().Name,
                // A published portal is started from anywhere; its pages lie beside it.
                ContentRootPath = AppContext.BaseDirectory,
            }
        );

    /// <summary>Brings the database up to date, opens the keys, then listens.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        // Before the database is touched: a setting out of bounds is the first thing to hear of.
        Services.GetRequiredService<IStartupValidator>().Validate();
        await Services.GetRequiredService<DatabasePreparation>().RunAsync(cancellationToken);
        await Services.GetRequiredService<ReleaseSigner>().OpenAsync(cancellationToken);
        var link = await Services.GetRequiredService<AccessBootstrap>().RunAsync(cancellationToken);
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch
        {
            // What started before the failing part, a port in use for example, ends in its own order.
            await _app.StopAsync(CancellationToken.None);
            throw;
        }

        await _output.WriteLineAsync(
            $"Guest Tools Portal on {string.Join(", ", Urls)} (data in {_folder.Path})"
        );
        if (link is not null)
        {
            await _output.WriteLineAsync(
                $"Sign in within 15 minutes: {Reachable(Urls.First())}{SignInLinkPage.PathOf(link.Code)}"
            );
        }
    }

    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) =>
        _app.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        var life = Services.GetRequiredService<IHostApplicationLifetime>();
        if (
            life.ApplicationStarted.IsCancellationRequested
            && !life.ApplicationStopped.IsCancellationRequested
        )
        {
            await _app.StopAsync();
        }

        await _app.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>An address that listens everywhere is reached on this machine by name.</summary>
    private static string Reachable(string url) =>
        url.Replace("[::]", "localhost", StringComparison.Ordinal)
            .Replace("0.0.0.0", "localhost", StringComparison.Ordinal)
            .Replace("://*", "://localhost", StringComparison.Ordinal)
            .Replace("://+", "://localhost", StringComparison.Ordinal)
            .TrimEnd('/');

    internal static DatabaseTarget ReadDatabase(IConfiguration configuration, DataFolder folder)
    {
        try
        {
            return DatabaseTarget.Parse(
                configuration.GetConnectionString("Portal"),
                folder.Database
            );
        }
        catch (FormatException e)
        {
            throw new SettingException(e.Message);
        }
    }
}
