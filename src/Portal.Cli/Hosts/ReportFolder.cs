using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Portal.Cli.Shell;
using Portal.Protocol.Hosts;
using Portal.Trust.Keys;

namespace Portal.Cli.Hosts;

/// <summary>That this host reports, and how far it is: <c>reporting.json</c>. Without the file it was never enrolled.</summary>
/// <param name="Portal">Where reports go, whatever the mirrors are.</param>
/// <param name="IsOn">False: somebody turned reports off.</param>
/// <param name="Last">Time of the last report that was taken; the next one is newer.</param>
internal sealed record ReportSettings(Uri Portal, bool IsOn, DateTimeOffset? Last = null);

/// <summary>How the last update ended: <c>outcome.json</c>.</summary>
/// <param name="Reason">A word of the table of decisions; null where it failed.</param>
/// <param name="Error">The code with which it failed; null: it did not.</param>
internal sealed record UpdateOutcome(string? Reason, string? Error);

/// <summary>
/// <c>reports/</c> below a host's folder, for its owner alone:
/// <code>
/// key.pem         the host's key; made here, and never sent
/// reporting.json  where to, and whether at all
/// outcome.json    how the last update ended
/// waiting.json    the newest report that was not taken yet, byte for byte
/// </code>
/// </summary>
internal sealed class ReportFolder(HostFolder host)
{
    private const string KeyFile = "key.pem";
    private const string SettingsFile = "reporting.json";
    private const string OutcomeFile = "outcome.json";
    private const string WaitingFile = "waiting.json";

    private readonly string _path = Path.Combine(host.FullPath, "reports");

    /// <summary>Null: this host was never enrolled.</summary>
    public ReportSettings? Settings => Read(SettingsFile, CliJson.Default.ReportSettings);

    public UpdateOutcome? Outcome => Read(OutcomeFile, CliJson.Default.UpdateOutcome);

    public bool HasWaiting => File.Exists(Path.Combine(_path, WaitingFile));

    /// <summary>Null: none waits.</summary>
    public byte[]? Waiting => Text(WaitingFile) is { } text ? Encoding.UTF8.GetBytes(text) : null;

    public void Write(ReportSettings settings) =>
        Write(SettingsFile, settings, CliJson.Default.ReportSettings);

    public void Write(UpdateOutcome outcome) =>
        Write(OutcomeFile, outcome, CliJson.Default.UpdateOutcome);

    public void Keep(byte[] report) =>
        KeyFolder.Open(_path).Write(WaitingFile, Encoding.UTF8.GetString(report));

    public void Drop() => File.Delete(Path.Combine(_path, WaitingFile));

    /// <summary>The host's key; a fresh one the first time.</summary>
    /// <exception cref="CommandException">It is damaged, or others can read it.</exception>
    public ECDsa OpenKey()
    {
        if (Text(KeyFile) is not { } pem)
        {
            var made = HostSignature.NewKey();
            KeyFolder.Open(_path).Write(KeyFile, made.ExportPkcs8PrivateKeyPem() + "\n");
            return made;
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw CommandException.Failed(
                "cli.host.damaged",
                $"{Path.Combine(_path, KeyFile)} is no private key. Remove {host.FullPath} and begin anew: gtp host init"
            );
        }
    }

    private void Write<T>(string name, T value, JsonTypeInfo<T> type) =>
        KeyFolder.Open(_path).Write(name, JsonSerializer.Serialize(value, type));

    private T? Read<T>(string name, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return Text(name) is { } text ? JsonSerializer.Deserialize(text, type) : null;
        }
        catch (JsonException e)
        {
            throw CommandException.Failed(
                "cli.host.damaged",
                $"{Path.Combine(_path, name)} is damaged: {e.Message}"
            );
        }
    }

    private string? Text(string name)
    {
        // Whoever only asks makes no folder.
        if (!File.Exists(Path.Combine(_path, name)))
        {
            return null;
        }

        try
        {
            return KeyFolder.Open(_path).Read(name);
        }
        catch (KeyFolderException e)
        {
            throw CommandException.Failed("cli.host.rights", e.Message);
        }
    }
}
