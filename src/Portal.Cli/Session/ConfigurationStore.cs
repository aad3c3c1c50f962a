using System.Text.Json;
using Portal.Cli.Shell;

namespace Portal.Cli.Session;

/// <param name="Url">The portal that is used when no other is named.</param>
/// <param name="Tokens">By portal address, so that no portal is ever sent another one's token.</param>
internal sealed record ConfigurationFile(string? Url, IReadOnlyDictionary<string, string> Tokens);

/// <summary><c>$XDG_CONFIG_HOME/gtp/config.json</c>, else below <c>~/.config</c>: 0600 in a 0700 folder.</summary>
internal sealed class ConfigurationStore
{
    private const UnixFileMode FolderMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder;

    public ConfigurationStore(Host host)
    {
        var home = host.Variable("XDG_CONFIG_HOME");
        // The specification has relative values ignored.
        _folder =
            home is not null && Path.IsPathRooted(home)
                ? Path.Combine(home, "gtp")
                : Path.Combine(
                    host.Variable("HOME")
                        ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
                    ".config",
                    "gtp"
                );
    }

    public string FilePath => Path.Combine(_folder, "config.json");

    public ConfigurationFile Read()
    {
        try
        {
            using var file = File.OpenRead(FilePath);
            return
                JsonSerializer.Deserialize(file, CliJson.Default.ConfigurationFile)
                    is { Tokens: not null } read
                ? read
                : Empty();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Empty();
        }
        catch (JsonException)
        {
            throw CommandException.Failed(
                "cli.configuration",
                $"{FilePath} is damaged. Remove it and sign in again."
            );
        }
    }

    /// <summary>Makes the folder, where it is missing, for its owner alone.</summary>
    /// <returns>Its path.</returns>
    public string Prepare()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, FolderMode);
            File.SetUnixFileMode(_folder, FolderMode);
        }

        return _folder;
    }

    /// <summary>Replaces the file in one step: a reader sees the old one or the new one.</summary>
    public void Write(ConfigurationFile configuration)
    {
        Prepare();
        var temporary = Path.Combine(_folder, $".config.{Environment.ProcessId}.tmp");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var file = new FileStream(temporary, options))
            {
                JsonSerializer.Serialize(file, configuration, CliJson.Default.ConfigurationFile);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, FilePath, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static ConfigurationFile Empty() =>
        new(null, new Dictionary<string, string>(StringComparer.Ordinal));
}
