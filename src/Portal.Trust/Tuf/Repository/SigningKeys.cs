using Portal.Trust.Keys;
using Portal.Trust.Tuf.Metadata;

namespace Portal.Trust.Tuf.Repository;

/// <summary>
/// Private keys that this machine holds: <c>KEYID.pem</c>, PKCS#8, 0600 in a folder of 0700. Which role a key signs for is
/// said by metadata, not here: a machine signs what its keys are listed for.
/// </summary>
public sealed class SigningKeys : IDisposable
{
    private const string Suffix = ".pem";
    private readonly Lock _lock = new();
    private readonly KeyFolder _folder;
    private readonly Dictionary<string, TufPrivateKey> _loaded = new(StringComparer.Ordinal);

    private SigningKeys(KeyFolder folder) => _folder = folder;

    /// <summary>Opens a folder, made when it is not there.</summary>
    /// <exception cref="KeyFolderException">Others can read it.</exception>
    public static SigningKeys Open(string folder) => new(KeyFolder.Open(folder));

    /// <summary>Ids of all keys that are held, sorted.</summary>
    public IReadOnlyList<string> Ids =>
        [.. _folder.List(Suffix).Select(name => name[..^Suffix.Length]).Where(IsId)];

    /// <summary>Makes a key.</summary>
    public TufKey Generate()
    {
        using var key = TufPrivateKey.Generate();
        return Import(key.ExportPrivatePem());
    }

    /// <summary>Takes a key in, in PKCS#8 PEM.</summary>
    /// <exception cref="KeyFolderException">It is none.</exception>
    public TufKey Import(string pem)
    {
        using var key = TufPrivateKey.FromPem(pem);
        _folder.Write(key.Public.KeyId + Suffix, key.ExportPrivatePem());
        return key.Public;
    }

    /// <summary>A private key in PKCS#8 PEM, to be carried away; null when it is not held.</summary>
    public string? Export(string keyId) => Find(keyId)?.ExportPrivatePem();

    /// <summary>Forgets a key: it was carried away, or is not trusted any more.</summary>
    public void Remove(string keyId)
    {
        if (!IsId(keyId))
        {
            return;
        }

        lock (_lock)
        {
            _folder.Delete(keyId + Suffix);
            if (_loaded.Remove(keyId, out var key))
            {
                key.Dispose();
            }
        }
    }

    /// <summary>The keys among these ids that are held.</summary>
    internal IReadOnlyList<TufPrivateKey> Held(IEnumerable<string> keyIds) =>
        [.. keyIds.Distinct(StringComparer.Ordinal).Select(Find).OfType<TufPrivateKey>()];

    private TufPrivateKey? Find(string keyId)
    {
        if (!IsId(keyId))
        {
            return null;
        }

        lock (_lock)
        {
            if (_loaded.TryGetValue(keyId, out var key))
            {
                return key;
            }

            if (!_folder.Contains(keyId + Suffix))
            {
                return null;
            }

            key = TufPrivateKey.FromPem(_folder.Read(keyId + Suffix));
            if (key.Public.KeyId != keyId)
            {
                key.Dispose();
                throw new KeyFolderException(
                    $"The file {keyId}{Suffix} in {_folder.Path} holds another key."
                );
            }

            _loaded.Add(keyId, key);
            return key;
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

    private static bool IsId(string text) =>
        text.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}
