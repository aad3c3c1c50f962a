using Microsoft.Data.Sqlite;

namespace Portal.Testing;

/// <summary>
/// Makes many rows of one in a SQLite file, whatever columns a table has: how a page behaves with 10,000 releases can be seen
/// without assembling them.
/// </summary>
public sealed class RowClones(string path)
{
    /// <summary>Copies the rows that match, each with a number from 1.</summary>
    /// <param name="where">SQL; in it and in the values, <c>n</c> is the number.</param>
    /// <param name="values">Column and the SQL that gives its new value.</param>
    public async Task CopyAsync(
        string table,
        string where,
        int count,
        params (string Column, string Sql)[] values
    )
    {
        await using var connection = new SqliteConnection($"Data Source={path}");
        await connection.OpenAsync();
        var columns = new List<string>();
        await using (var info = connection.CreateCommand())
        {
            info.CommandText = $"SELECT name FROM pragma_table_info('{table}')";
            await using var rows = await info.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                columns.Add(rows.GetString(0));
            }
        }

        var changed = values.ToDictionary(v => v.Column, v => v.Sql, StringComparer.Ordinal);
        await using var copy = connection.CreateCommand();
        copy.CommandText = $"""
            WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})
            INSERT INTO "{table}" ({string.Join(", ", columns.Select(c => $"\"{c}\""))})
            SELECT {string.Join(
                ", ",
                columns.Select(c => changed.TryGetValue(c, out var sql) ? sql : $"\"{c}\"")
            )}
            FROM "{table}", numbers WHERE {where}
            """;
        await copy.ExecuteNonQueryAsync();
    }
}
