using Microsoft.Data.Sqlite;
using Npgsql;
using Portal.Data;

namespace Portal.Testing;

/// <summary>An empty database of its own for one test class, gone when it is disposed.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>Names a PostgreSQL server on which databases may be made; <c>./test</c> starts one and sets it.</summary>
    public const string ServerVariable = "PORTAL_TEST_POSTGRES";

    private readonly string _name;
    private readonly string? _server;

    private TestDatabase(DatabaseTarget target, string name, string? server)
    {
        Target = target;
        _name = name;
        _server = server;
    }

    public DatabaseTarget Target { get; }

    public static async Task<TestDatabase> CreateAsync(DatabaseProvider provider)
    {
        var name = $"portal_test_{Guid.NewGuid():N}";
        if (provider == DatabaseProvider.Sqlite)
        {
            var path = Path.Combine(Path.GetTempPath(), $"{name}.db");
            return new(new(provider, $"Data Source={path}"), path, null);
        }

        var server =
            Environment.GetEnvironmentVariable(ServerVariable)
            ?? throw new InvalidOperationException(
                $"{ServerVariable} is not set: run ./test, which starts a PostgreSQL, or leave these out with ./test quick."
            );
        await ExecuteAsync(server, $"CREATE DATABASE {name}");
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
