namespace Portal.Trust.Keys;

/// <summary>
/// Every disc key ever used: one is current, the older ones stay so that what names them can still be signed and served.
/// On disk:
/// <code>
/// KEYID.pem     0600   PKCS#8, one a key; never deleted, never changed
/// current       0600   KEYID and a newline; replaced in one step, after its key is on disk
/// lock          0600   held while a key is made
/// </code>
/// A process killed between any two steps leaves the old current key, or a first key that the next one adopts.
/// Safe to use from many threads; a rotation by another process is seen at the next call. The keys it hands out are
/// its own: they are disposed with it.
/// </summary>
public sealed class DiscKeyRing : IDisposable
{
    private const string CurrentFile = "current";
    private const string KeySuffix = ".pem";

    private readonly Lock _lock = new();
    private readonly KeyFolder _folder;
    private readonly Dictionary<string, DiscKey> _loaded = new(StringComparer.Ordinal);

    private DiscKeyRing(KeyFolder folder) => _folder = folder;

    /// <summary>Opens the ring in a folder, making the folder and a first key when there is none.</summary>
    /// <exception cref="KeyFolderException">Others can read the folder or its keys, or a key file is damaged.</exception>
    public static DiscKeyRing Open(string path)
    {
        var ring = new DiscKeyRing(KeyFolder.Open(path));
        try
        {
            using (FolderLock.Take(ring._folder))
            {
                ring._folder.RemoveTemporaryFiles();
                if (!ring._folder.Contains(CurrentFile))
                {
                    ring.MakeFirstCurrent();
                }
            }

            _ = ring.Current;
            return ring;
        }
        catch
        {
            ring.Dispose();
            throw;
        }
    }

    /// <summary>The key that signs new discs.</summary>
    public DiscKey Current
    {
        get
        {
            var id = _folder.Read(CurrentFile).Trim();
            return Find(id)
                ?? throw new KeyFolderException(
                    $"The current disc key {id} is missing from {_folder.Path}. Restore {id}{KeySuffix} from a backup, or remove the file '{CurrentFile}' to begin with a new key."
                );
        }
    }

    /// <summary>Every key of the ring, by id.</summary>
    public IReadOnlyList<DiscKey> Keys => [.. KeyIds().Select(id => Find(id)!)];

    /// <summary>The key of that id, current or older; null when the ring never held it.</summary>
    public DiscKey? Find(string keyId)
    {
        // The id comes from a lock or a file: only a digest becomes a file name.
        if (keyId.Length != 64 || !keyId.All(char.IsAsciiHexDigitLower))
        {
            return null;
        }

        lock (_lock)
        {
            if (_loaded.TryGetValue(keyId, out var key))
            {
                return key;
            }

            if (!_folder.Contains(keyId + KeySuffix))
            {
                return null;
            }

            key = DiscKey.FromPem(_folder.Read(keyId + KeySuffix));
            if (key.KeyId != keyId)
            {
                var found = key.KeyId;
                key.Dispose();
                throw new KeyFolderException(
                    $"The file {keyId}{KeySuffix} in {_folder.Path} holds another key, {found}."
                );
            }

            _loaded.Add(keyId, key);
            return key;
        }
    }

    /// <summary>The private key that belongs to a public PEM, such as a lock names; null when it is none of ours.</summary>
    public DiscKey? FindByPublicPem(string publicPem) =>
        DiscKey.IdOf(publicPem) is { } id ? Find(id) : null;

    /// <summary>Makes a new key the current one. Older keys stay in the ring.</summary>
    public DiscKey Rotate()
    {
        using (FolderLock.Take(_folder))
        {
            return MakeCurrent();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var key in _loaded.Values)
            {
                key.Dispose();
            }

            _loaded.Clear();
        }
    }

    private IEnumerable<string> KeyIds() =>
        _folder.List(KeySuffix).Select(name => name[..^KeySuffix.Length]);

    private void MakeFirstCurrent()
    {
        // One key and no pointer is a first start that was killed between the two. With several, nobody knows which one
        // was current, and a key that was rotated away must not come back: a new one is made.
        if (KeyIds().ToArray() is [var only])
        {
            _folder.Write(CurrentFile, only + "\n");
        }
        else
        {
            MakeCurrent();
        }
    }

    private DiscKey MakeCurrent()
    {
        string id;
        using (var key = DiscKey.Generate())
        {
            id = key.KeyId;
            _folder.Write(id + KeySuffix, key.ExportPrivatePem());
        }

        _folder.Write(CurrentFile, id + "\n");
        return Find(id)!;
    }
}
