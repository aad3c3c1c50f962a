using Portal.Data;
using Portal.Testing;

namespace Portal.EndToEnd;

/// <summary>A running portal with a database and folders of its own, and room for a test's files.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly TestDatabase? _database;

    private Site(TestDatabase? database, TestFolder folder, PortalProcess portal)
    {
        _database = database;
        Folder = folder;
        Portal = portal;
    }

    public TestFolder Folder { get; }

    public PortalProcess Portal { get; }

    public HttpClient Http => Portal.Http;

    /// <summary>Null on SQLite, whose file lies in the data folder.</summary>
    public string? Connection => _database?.Target.ConnectionString;

    public static async Task<Site> StartAsync(
        DatabaseProvider provider,
        params (string, string)[] settings
    )
    {
        var folder = new TestFolder();
        var database =
            provider == DatabaseProvider.PostgreSql
                ? await TestDatabase.CreateAsync(provider)
                : null;
        var portal = await PortalProcess.StartAsync(
            folder["data"],
            database?.Target.ConnectionString,
            program: null,
            settings
        );
        return new(database, folder, portal);
    }

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        Folder.Dispose();
    }
}
