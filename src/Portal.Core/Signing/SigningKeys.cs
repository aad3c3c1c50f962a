using Portal.Trust.OpenPgp;

namespace Portal.Signing;

/// <summary>A key that signs the contents of discs.</summary>
/// <param name="Id">SHA-256 of its SubjectPublicKeyInfo, in hexadecimal digits.</param>
/// <param name="IsCurrent">New locks name it.</param>
public sealed record DiscSigningKey(string Id, bool IsCurrent);

/// <summary>Every key that ever signed here, the current ones first.</summary>
/// <param name="Armored">The OpenPGP ones as the file that is served.</param>
public sealed record PublishedKeys(
    IReadOnlyList<GpgKey> OpenPgp,
    string Armored,
    IReadOnlyList<DiscSigningKey> Disc
);

/// <summary>
/// The public halves, kept in memory: gpg is a process, and whoever reads a page must not be able to start thousands. A key
/// that another node made is seen after <see cref="Kept"/>.
/// </summary>
public sealed class SigningKeys(ReleaseSigner signer, TimeProvider clock) : IDisposable
{
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _reading = new(1);
    private volatile Found? _found;

    public async Task<PublishedKeys> ReadAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } keys)
        {
            return keys;
        }

        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (Fresh() is { } others)
            {
                return others;
            }

            var current = signer.DiscKey;
            var read = new PublishedKeys(
                await signer.KeysAsync(cancellationToken),
                await signer.PublicKeysAsync(cancellationToken),
                signer.DiscKeys()
            );
            _found = new(read, current, clock.GetUtcNow());
            return read;
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    // Both kinds of keys rotate together: a rotation of this process is seen at once.
    private PublishedKeys? Fresh() =>
        _found is { } found
        && found.DiscKey == signer.DiscKey
        && clock.GetUtcNow() - found.At < Kept
            ? found.Keys
            : null;

    private sealed record Found(PublishedKeys Keys, string DiscKey, DateTimeOffset At);
}
