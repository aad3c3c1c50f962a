using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Portal.Data;

namespace Portal.Testing;

/// <summary>
/// Core's services, as the portal registers them, over an empty database and a temporary data folder. The clock stands at
/// <see cref="TestClock.Start"/> until it is told otherwise.
/// </summary>
public sealed class TestCore : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestDatabase _database;
    private readonly DataFolder _data;
    private readonly ServiceProvider _services;

    private TestCore(
        TestDatabase database,
        Action<IServiceCollection>? configure,
        IEnumerable<(string Name, string Value)> settings
    )
    {
        _database = database;
        _data = DataFolder.Open(_folder["data"]);
        var configuration = new ConfigurationBuilder()
            // Nobody runs hosted services here, and a scheduler cannot be made without a host.
            .AddInMemoryCollection([new("Jobs:Enabled", "false")])
            .AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value))
            .Build();
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<IConfiguration>(configuration)
            .AddPortalCore(_data, database.Target, configuration);
        configure?.Invoke(services);
        _services = services.BuildServiceProvider(
            new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }
        );
    }

    public TestClock Clock { get; } = new();

    public static async Task<TestCore> CreateAsync(
        DatabaseProvider provider,
        Action<IServiceCollection>? configure = null,
        params (string Name, string Value)[] settings
    )
    {
        return new(await TestDatabase.CreatePreparedAsync(provider), configure, settings);
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<PortalDb> OpenAsync() => Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync();

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _data.Dispose();
        await _database.DisposeAsync();
        _folder.Dispose();
    }
}
