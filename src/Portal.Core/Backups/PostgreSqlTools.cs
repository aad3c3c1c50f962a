using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Portal.Backups;

/// <summary>
/// pg_dump and pg_restore, told by the environment where the database is: what is on a command line, others can read.
/// </summary>
internal sealed class PostgreSqlTools(string connectionString)
{
    /// <summary>Where Debian keeps them, one folder a version.</summary>
    private const string DebianRoot = "/usr/lib/postgresql";

    private const int LongestMessage = 2000;

    /// <summary>How the server names the connections of a restore.</summary>
    public const string RestoreName = "portal-restore";

    /// <summary>Runs one to its end.</summary>
    /// <param name="input">Given to it as its standard input, to the end; null for none.</param>
    /// <exception cref="BackupException">It is missing, or it failed; the message has its own words.</exception>
    public async Task RunAsync(
        string tool,
        IEnumerable<string> arguments,
        Stream? input,
        CancellationToken cancellationToken
    )
    {
        using var process = Start(tool, arguments);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await FeedAsync(process, input, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            await output;
            if (process.ExitCode != 0)
            {
                var said = (await errors).ReplaceLineEndings(" ").Trim();
                throw new BackupException(
                    $"{tool} failed: {said[..Math.Min(said.Length, LongestMessage)]}{Hint(said)}"
                );
            }
        }
        catch
        {
            Kill(process);
            throw;
        }
    }

    private static async Task FeedAsync(
        Process process,
        Stream? input,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (input is not null)
            {
                await input.CopyToAsync(
                    process.StandardInput.BaseStream,
                    HashingStream.BlockSize,
                    cancellationToken
                );
            }

            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read everything, and says why.
        }
    }

    private Process Start(string tool, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Find(tool), arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        Set("PGHOST", connection.Host);
        Set("PGPORT", connection.Port.ToString(CultureInfo.InvariantCulture));
        Set("PGUSER", connection.Username);
        Set("PGPASSWORD", connection.Password);
        Set("PGPASSFILE", connection.Passfile);
        Set("PGDATABASE", connection.Database ?? connection.Username);
        Set("PGSSLROOTCERT", connection.RootCertificate);
        Set("PGSSLCERT", connection.SslCertificate);
        Set("PGSSLKEY", connection.SslKey);
        Set(
            "PGSSLMODE",
            connection.SslMode switch
            {
                SslMode.VerifyCA => "verify-ca",
                SslMode.VerifyFull => "verify-full",
                var mode => mode.ToString().ToLowerInvariant(),
            }
        );
        Set("PGAPPNAME", RestoreName);
        Set("LC_ALL", "C");
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new BackupException(
                $"{tool} is not installed. A backup of PostgreSQL needs the client programs, of the server's version or newer: install postgresql-client (Debian, Ubuntu) or postgresql (Fedora).",
                e
            );
        }

        void Set(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                start.Environment[name] = value;
            }
        }
    }

    /// <summary>The newest that Debian keeps, as it must not be older than the server; otherwise by PATH.</summary>
    private static string Find(string tool) =>
        Directory.Exists(DebianRoot)
            ? Directory
                .GetDirectories(DebianRoot)
                .OrderByDescending(folder =>
                    double.TryParse(
                        Path.GetFileName(folder),
                        CultureInfo.InvariantCulture,
                        out var version
                    )
                        ? version
                        : 0
                )
                .Select(folder => Path.Combine(folder, "bin", tool))
                .FirstOrDefault(File.Exists)
                ?? tool
            : tool;

    private static string Hint(string said) =>
        said.Contains("version mismatch", StringComparison.Ordinal)
            ? " Install the client programs of the server's version."
            : "";

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }
}
