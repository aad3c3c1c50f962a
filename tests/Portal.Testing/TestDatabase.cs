using Microsoft.Data.Sqlite;
using Npgsql;
using Portal.Data;

namespace Portal.Testing;

/// <summary>A database of its own for one test class, gone when it is disposed.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>Names a PostgreSQL server on which databases may be made; <c>./test</c> starts one and sets it.</summary>
    public const string ServerVariable = "PORTAL_TEST_POSTGRES";

    /// <summary>With all tables and nothing in them, one for each provider: migrations take longer than a copy.</summary>
    private static readonly Dictionary<DatabaseProvider, TestDatabase> Templates = [];

    private static readonly SemaphoreSlim Making = new(1);

    private readonly string _name;
    private readonly string? _server;

    private TestDatabase(DatabaseTarget target, string name, string? server)
    {
        Target = target;
        _name = name;
        _server = server;
    }

    public DatabaseTarget Target { get; }

    /// <summary>An empty one.</summary>
    public static Task<TestDatabase> CreateAsync(DatabaseProvider provider) =>
        CreateAsync(provider, null);

    /// <summary>One that has its tables.</summary>
    public static async Task<TestDatabase> CreatePreparedAsync(DatabaseProvider provider) =>
        await CreateAsync(provider, await TemplateAsync(provider));

    private static async Task<TestDatabase> TemplateAsync(DatabaseProvider provider)
    {
        await Making.WaitAsync();
        try
        {
            if (!Templates.TryGetValue(provider, out var template))
            {
                template = await MakeTemplateAsync(provider);
                Templates.Add(provider, template);
            }

            return template;
        }
        finally
        {
            Making.Release();
        }
    }

    private static async Task<TestDatabase> MakeTemplateAsync(DatabaseProvider provider)
    {
        var template = await CreateAsync(provider, null);
        await TestSchema.CreateAsync(template.Target);
        if (provider == DatabaseProvider.Sqlite)
        {
            // All of it into the one file that is copied.
            await using var connection = new SqliteConnection(template.Target.ConnectionString);
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await command.ExecuteNonQueryAsync();
            SqliteConnection.ClearPool(connection);
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
            template.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return template;
    }

    private static async Task<TestDatabase> CreateAsync(
        DatabaseProvider provider,
        TestDatabase? template
    )
    {
        var name = $"portal_test_{Guid.NewGuid():N}";
        if (provider == DatabaseProvider.Sqlite)
        {
            var path = Path.Combine(Path.GetTempPath(), $"{name}.db");
            if (template is not null)
            {
                File.Copy(template._name, path);
            }

            return new(new(provider, $"Data Source={path}"), path, null);
        }

        var server =
            Environment.GetEnvironmentVariable(ServerVariable)
            ?? throw new InvalidOperationException(
                $"{ServerVariable} is not set: run ./test, which starts a PostgreSQL, or leave these out with ./test quick."
            );
        await ExecuteAsync(
            server,
            template is null
                ? $"CREATE DATABASE {name}"
                : $"CREATE DATABASE {name} TEMPLATE {template._name}"
        );
        var target = new NpgsqlConnectionStringBuilder(server)
        {
            Database = name,
            MaxPoolSize = 20,
        };
        return new(new(provider, target.ConnectionString), name, server);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null)
        {
            SqliteConnection.ClearAllPools();
            foreach (var suffix in (string[])["", "-wal", "-shm"])
            {
                File.Delete(_name + suffix);
            }

            return;
        }

        await ExecuteAsync(_server, $"DROP DATABASE IF EXISTS {_name} WITH (FORCE)");
    }

    private static async Task ExecuteAsync(string server, string sql)
    {
        await using var source = NpgsqlDataSource.Create(server);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
