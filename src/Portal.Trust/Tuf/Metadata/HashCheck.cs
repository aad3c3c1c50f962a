using System.Security.Cryptography;

namespace Portal.Trust.Tuf.Metadata;

/// <summary>Computes every hash of a file while its bytes pass by.</summary>
internal sealed class HashCheck : IDisposable
{
    private readonly List<(IncrementalHash Hash, string Expected)> _running = [];
    private readonly bool _allKnown = true;

    public HashCheck(Hashes hashes)
    {
        foreach (var (algorithm, expected) in hashes.Values)
        {
            switch (algorithm)
            {
                case Hashes.Sha256:
                    _running.Add((IncrementalHash.CreateHash(HashAlgorithmName.SHA256), expected));
                    break;
                case Hashes.Sha512:
                    _running.Add((IncrementalHash.CreateHash(HashAlgorithmName.SHA512), expected));
                    break;
                default:
                    _allKnown = false;
                    break;
            }
        }
    }

    public void Append(ReadOnlySpan<byte> data)
    {
        foreach (var (hash, _) in _running)
        {
            hash.AppendData(data);
        }
    }

    /// <summary>True when all are known and equal; asked once, at the end.</summary>
    public bool Matches()
    {
        var equal = _allKnown && _running.Count > 0;
        foreach (var (hash, expected) in _running)
        {
            equal &= Convert.ToHexStringLower(hash.GetHashAndReset()) == expected;
        }

        return equal;
    }

    public void Dispose()
    {
        foreach (var (hash, _) in _running)
        {
            hash.Dispose();
        }
    }
}
