using System.Text.Json;
using Portal.Cli.Shell;
using Portal.Trust.Keys;
using Portal.Trust.Tuf.Client;

namespace Portal.Cli.Hosts;

/// <summary>
/// What a host knows:
/// <code>
/// host.json   what it follows
/// tuf/        what it trusts
/// lock        held while a command changes something
/// </code>
/// </summary>
internal sealed class HostFolder(string path)
{
    public const string Default = "/var/lib/gtp-host";

    /// <summary>Absolute.</summary>
    public string FullPath { get; } = Path.GetFullPath(path);

    private string SettingsFile => Path.Combine(FullPath, "host.json");

    /// <summary>Made when it is not there.</summary>
    public TrustStore Trust => new(Path.Combine(FullPath, "tuf"));

    public bool IsSetUp => File.Exists(SettingsFile);

    /// <exception cref="CommandException">There are none, or they are damaged.</exception>
    public HostSettings Read()
    {
        try
        {
            using var file = File.OpenRead(SettingsFile);
            return JsonSerializer.Deserialize(file, CliJson.Default.HostSettings)
                ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException(
                ExitCodes.NotFound,
                "cli.host.none",
                $"Nothing is followed from {FullPath} yet. Begin with: gtp host init --help"
            );
        }
        catch (JsonException e)
        {
            throw CommandException.Failed(
                "cli.host.damaged",
                $"{SettingsFile} is damaged: {e.Message} Remove it and begin anew: gtp host init"
            );
        }
    }

    public void Write(HostSettings settings)
    {
        Directory.CreateDirectory(FullPath);
        AtomicFile.Write(
            SettingsFile,
            JsonSerializer.SerializeToUtf8Bytes(settings, CliJson.Default.HostSettings)
        );
    }

    /// <summary>Takes the folder for one command; it is let go of when the process ends, however it does.</summary>
    /// <exception cref="CommandException">Another command is at work.</exception>
    public IDisposable Lock()
    {
        Directory.CreateDirectory(FullPath);
        try
        {
            return new FileStream(
                Path.Combine(FullPath, "lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException)
        {
            throw new CommandException(
                ExitCodes.Conflict,
                "cli.host.busy",
                $"Another gtp is at work in {FullPath}. Try again when it is done."
            );
        }
    }
}
