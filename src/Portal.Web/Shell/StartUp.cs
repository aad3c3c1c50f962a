using System.Data.Common;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Portal.Backups;
using Portal.Data;
using Portal.Packaging.Mirrors;
using Portal.Trust.Keys;
using Portal.Trust.OpenPgp;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Shell;

/// <summary>
/// What an administrator did wrong is one line on standard error and exit code 1; a stack trace is for our own mistakes.
/// </summary>
internal static class StartUp
{
    public static Task<int> ReportAsync(Func<Task> run, TextWriter errors) =>
        ReportAsync(
            async () =>
            {
                await run();
                return 0;
            },
            errors
        );

    /// <summary>The same, for what has exit codes of its own.</summary>
    public static async Task<int> ReportAsync(Func<Task<int>> run, TextWriter errors)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (Explain(e) is { } line)
        {
            await errors.WriteLineAsync(line);
            return 1;
        }
    }

    /// <summary>One line that says what to do, or null when nobody foresaw it.</summary>
    internal static string? Explain(Exception exception) =>
        exception switch
        {
            DataFolderException e => e.Message,
            SettingException e => e.Message,
            BackupException e => e.Message,
            KeyFolderException e => e.Message,
            MirrorBusyException e => e.Message,
            TufException e => e.Message,
            GpgException e => OneLine(e.Message),
            OptionsValidationException e =>
                $"The settings are not valid: {OneLine(string.Join(" ", e.Failures))}",
            IOException { InnerException: AddressInUseException } e =>
                $"{OneLine(e.Message)} Another program listens there: stop it, or set ASPNETCORE_URLS to another address.",
            DbException e => $"The database cannot be used: {OneLine(e.Message)}",
            // EF wraps what it takes for a passing failure.
            InvalidOperationException { InnerException: DbException e } => Explain(e),
            _ => null,
        };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}

/// <summary>A setting from the environment cannot be used; the message names it and says what it should be.</summary>
internal sealed class SettingException(string message) : Exception(message);
