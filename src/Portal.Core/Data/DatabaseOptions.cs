namespace Portal.Data;

/// <summary>Which database the portal keeps its rows in.</summary>
public enum DatabaseProvider
{
    /// <summary>A file in the data folder: the embedded default.</summary>
    Sqlite,

    /// <summary>A server, named by the connection string.</summary>
    PostgreSql,
}

/// <summary>The database, told by its connection string.</summary>
/// <param name="Provider">Told by the string's keywords.</param>
/// <param name="ConnectionString">As the provider's driver takes it.</param>
public sealed record DatabaseTarget(DatabaseProvider Provider, string ConnectionString)
{
    private static readonly string[] PostgreSqlPrefixes =
    [
        "host=",
        "server=",
        "username=",
        "user id=",
    ];

    /// <summary>Reads <c>ConnectionStrings__Portal</c>; empty means SQLite at <paramref name="sqlitePath"/>.</summary>
    /// <exception cref="FormatException">It is neither a PostgreSQL nor an SQLite connection string.</exception>
    public static DatabaseTarget Parse(string? connectionString, string sqlitePath)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return new(DatabaseProvider.Sqlite, $"Data Source={sqlitePath}");
        }

        var parts = connectionString.Split(
            ';',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
        if (
            Array.Exists(
                parts,
                p =>
                    PostgreSqlPrefixes.Any(k => p.StartsWith(k, StringComparison.OrdinalIgnoreCase))
            )
        )
        {
            return new(DatabaseProvider.PostgreSql, connectionString);
        }

        return Array.Exists(
            parts,
            p => p.StartsWith("Data Source=", StringComparison.OrdinalIgnoreCase)
        )
            ? new(DatabaseProvider.Sqlite, connectionString)
            : throw new FormatException(
                "ConnectionStrings__Portal is neither PostgreSQL (Host=...;Database=...;Username=...) nor SQLite (Data Source=FILE)."
            );
    }
}
