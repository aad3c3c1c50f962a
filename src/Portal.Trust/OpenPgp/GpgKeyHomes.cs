using Portal.Trust.Keys;

namespace Portal.Trust.OpenPgp;

/// <summary>
/// The folder of key homes, see <see cref="GpgHome"/>: one GNUPGHOME a key, and the pointer to the current one.
/// </summary>
internal sealed class GpgKeyHomes : IDisposable
{
    private const string CurrentFile = "current";
    private const string NewPrefix = "new-";
    private const int FingerprintLength = 40;

    private readonly ShortPath _short;
    private readonly GpgRunner _gpg;

    public GpgKeyHomes(KeyFolder folder, GpgRunner gpg)
    {
        Folder = folder;
        _short = ShortPath.To(folder.Path, FingerprintLength + 1);
        _gpg = gpg;
    }

    /// <summary>The folder that holds them all.</summary>
    public KeyFolder Folder { get; }

    /// <summary>The fingerprint of the key that signs; null when there is none yet.</summary>
    /// <exception cref="KeyFolderException">The pointer leads nowhere.</exception>
    public string? Current
    {
        get
        {
            if (!Folder.Contains(CurrentFile))
            {
                return null;
            }

            var current = Folder.Read(CurrentFile).Trim();
            return IsFingerprint(current) && Directory.Exists(PathOf(current))
                ? current
                : throw new KeyFolderException(
                    $"The current OpenPGP key '{current}' is missing from {Folder.Path}. Restore its folder from a backup, or remove the file '{CurrentFile}' to begin with a new key."
                );
        }
    }

    /// <summary>Every key, ordinally.</summary>
    public IEnumerable<string> Fingerprints() =>
        Directory
            .EnumerateDirectories(Folder.Path)
            .Select(path => Path.GetFileName(path))
            .Where(IsFingerprint)
            .Order(StringComparer.Ordinal);

    /// <summary>Every key, the current one first.</summary>
    public IEnumerable<string> CurrentFirst()
    {
        var current = Current;
        return Fingerprints().OrderByDescending(fingerprint => fingerprint == current);
    }

    /// <summary>A GNUPGHOME whose path is short enough for the agent's socket.</summary>
    public string PathOf(string name) => Path.Combine(_short.Path, name);

    public void MakeCurrent(string fingerprint) => Folder.Write(CurrentFile, fingerprint + "\n");

    /// <summary>An empty home for a key in the making.</summary>
    /// <returns>Its name; <see cref="Finish"/> gives it its final one.</returns>
    public string Begin(string random)
    {
        KeyFolder.Open(Path.Combine(Folder.Path, NewPrefix + random));
        return NewPrefix + random;
    }

    /// <summary>Gives a home its final name once all of it is on disk.</summary>
    public void Finish(string name, string fingerprint)
    {
        var made = Path.Combine(Folder.Path, name);
        Durable.SyncTree(made);
        Directory.Move(made, Path.Combine(Folder.Path, fingerprint));
        Durable.SyncFolder(Folder.Path);
    }

    /// <summary>Removes a home that was not finished.</summary>
    public async Task AbandonAsync(string name)
    {
        await _gpg.EndAgentAsync(PathOf(name)).ConfigureAwait(false);
        Directory.Delete(Path.Combine(Folder.Path, name), recursive: true);
    }

    /// <summary>Removes what a killed process left; to be called with the folder's lock held.</summary>
    public async Task CleanUpAsync()
    {
        Folder.RemoveTemporaryFiles();
        foreach (var unfinished in Directory.GetDirectories(Folder.Path, NewPrefix + "*"))
        {
            await AbandonAsync(Path.GetFileName(unfinished)).ConfigureAwait(false);
        }

        // The agent of a killed process knows its home by a link that may be gone: it would answer and find no key.
        if (_short.IsLink)
        {
            await EndAgentsAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends the agents of all homes.</summary>
    public async Task EndAgentsAsync()
    {
        foreach (var fingerprint in Fingerprints())
        {
            await _gpg.EndAgentAsync(PathOf(fingerprint)).ConfigureAwait(false);
        }
    }

    public void Dispose() => _short.Dispose();

    private static bool IsFingerprint(string name) =>
        name.Length == FingerprintLength && name.All(char.IsAsciiHexDigitUpper);
}
