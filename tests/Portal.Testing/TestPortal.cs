using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Data;
using Portal.Shell;

namespace Portal.Testing;

/// <summary>What a test wants different from a portal as it comes.</summary>
/// <param name="Settings">Such as <c>Limits:Burst</c>; they win over the test's own.</param>
/// <param name="Configure">Last word on services.</param>
public sealed record TestPortalOptions(
    IReadOnlyDictionary<string, string>? Settings = null,
    Action<WebApplicationBuilder>? Configure = null
);

/// <summary>
/// The real portal on a real port of 127.0.0.1, with a data folder and a database of its own. It can be stopped and
/// started again on both, as an operator would.
/// </summary>
public sealed class TestPortal : IAsyncDisposable
{
    public const string AdminToken = "a-test-secret-of-thirty-two-characters-or-more";

    private readonly TestFolder _folder = new();
    private readonly TestDatabase _database;
    private readonly TestPortalOptions _options;
    private readonly List<HttpClient> _clients = [];
    private PortalApp? _app;

    private TestPortal(TestDatabase database, TestPortalOptions options)
    {
        _database = database;
        _options = options;
    }

    /// <summary>With a slash at its end.</summary>
    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services =>
        _app?.Services ?? throw new InvalidOperationException("The portal is stopped.");

    /// <summary>The data folder.</summary>
    public string Data => _folder["data"];

    public DatabaseTarget Database => _database.Target;

    /// <summary>What it printed since it was started last.</summary>
    public StringWriter Output { get; private set; } = new();

    /// <summary>Everything logged since the first start.</summary>
    public CapturedLog Log { get; } = new();

    public static async Task<TestPortal> StartAsync(
        DatabaseProvider provider = DatabaseProvider.Sqlite,
        TestPortalOptions? options = null
    )
    {
        var database = await TestDatabase.CreatePreparedAsync(provider);
        var portal = new TestPortal(database, options ?? new());
        await portal.StartAgainAsync();
        return portal;
    }

    /// <summary>Starts it on the same data; the port may be another one.</summary>
    public async Task StartAgainAsync()
    {
        Output = new StringWriter();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PORTAL_DATA"] = Data,
            ["ConnectionStrings:Portal"] = Database.ConnectionString,
            ["urls"] = "http://127.0.0.1:0",
            ["PORTAL_ADMIN_TOKEN"] = AdminToken,
        };
        foreach (var (key, value) in _options.Settings ?? new Dictionary<string, string>())
        {
            settings[key] = value;
        }

        _app = PortalApp.Create(
            [.. settings.Select(s => $"--{s.Key}={s.Value}")],
            Output,
            builder =>
            {
                builder.Logging.ClearProviders().AddProvider(Log);
                _options.Configure?.Invoke(builder);
            }
        );
        await _app.StartAsync();
        Address = new Uri(_app.Urls.First().TrimEnd('/') + "/");
    }

    /// <summary>Shuts it down in order; data folder and database stay.</summary>
    public async Task StopAsync()
    {
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        _clients.Clear();
        if (_app is not null)
        {
            await _app.DisposeAsync();
            _app = null;
        }
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    /// <summary>A client without a credential that follows no redirect and keeps its own cookies.</summary>
    public HttpClient Anonymous() => Client(null);

    /// <summary>A client that sends this bearer token.</summary>
    public HttpClient With(string token) => Client(token);

    /// <summary>A client of the administrator.</summary>
    public HttpClient Admin() => Client(AdminToken);

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    private HttpClient Client(string? token)
    {
        // The handler is the client's, which disposes it.
        var client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                CookieContainer = new CookieContainer(),
                UseProxy = false,
            }
        )
        {
            BaseAddress = Address,
        };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer",
                token
            );
        }

        _clients.Add(client);
        return client;
    }
}
